// Every page works without this script. It swaps pages without a reload, keeps the keyboard's place, shows the visitor's
// own time, and stops a form from being sent twice.
import 'htmx.org';
import { tellChosenTime } from './chosen';
import { fitIntoParent } from './embedded';
import { keepPlace } from './focus';
import { watchFrame } from './frame';
import { drawHours } from './hours';
import { insertPlaceholders } from './insert';
import { closeMenus } from './menu';
import { dragRows } from './order';
import { showSecrets } from './secret';
import { showByAnswers } from './shown';
import { sendOnce } from './submit';
import { keepTyped } from './typed';
import { showOwnTimes } from './zone';

fitIntoParent();
watchFrame();
keepPlace();
closeMenus();
sendOnce();
tellChosenTime();
insertPlaceholders();
dragRows();
drawHours();
showSecrets();
keepTyped();
showByAnswers();
showOwnTimes(document);
document.addEventListener('htmx:afterSwap', () => showOwnTimes(document));
