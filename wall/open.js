// Presses the button of a one-time link: who only looks the link up, such as a chat's preview, does not use it up.
document.querySelector("form")?.requestSubmit();
