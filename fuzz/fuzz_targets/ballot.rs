#![no_main]
folkmoot_fuzz::target!(ballot);
