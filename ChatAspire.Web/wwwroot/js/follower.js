// Keeps the newest message in view, or counts new messages while the visitor has scrolled up.
import { byId, show } from './dom.js';
import { t } from './words.js';

const NEAR_END_PX = 60;

export class Follower {
  #scroller = byId('scroller');
  #button = byId('unseen');
  #unseen = 0;

  isFollowing = true;

  constructor() {
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#button.onclick = () => {
      this.follow();
      this.#scroller.focus({ preventScroll: true });
    };
    // A message, the input or a phone's keyboard changed the height: the end stays in view.
    const observer = new ResizeObserver(() => this.isFollowing && this.#toEnd());
    observer.observe(this.#scroller);
    observer.observe(byId('scrolled'));
  }

  /** Scrolls to the end and stays there. */
  follow() {
    this.isFollowing = true;
    this.#setUnseen(0);
    this.#toEnd();
  }

  reset() {
    this.follow();
  }

  /** Handles messages added at the end. */
  grew(count) {
    if (this.isFollowing) this.#toEnd();
    else this.#setUnseen(this.#unseen + count);
  }

  /** Runs `change`, which adds or removes elements above the view, without moving the view. */
  keepInPlace(change) {
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    change();
    this.#scroller.scrollTop = this.#scroller.scrollHeight - fromEnd;
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.isFollowing = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.isFollowing) this.#setUnseen(0);
  }

  #setUnseen(count) {
    this.#unseen = count;
    show(this.#button, count === 0 ? null : t(count === 1 ? 'unseenOne' : 'unseen', { count }));
  }
}
