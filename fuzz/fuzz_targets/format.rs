#![no_main]
folkmoot_fuzz::target!(format);
