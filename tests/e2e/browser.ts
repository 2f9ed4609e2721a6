// The browser of the journeys. Its headless build answers as the whole one does and is far quicker; what is about
// cookies of third parties needs the whole one.
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';
export const wholeChromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
