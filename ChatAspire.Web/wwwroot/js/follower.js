// Keeps the newest message in view, or counts new messages while the visitor has scrolled up.
import { byId, show } from './dom.js';
import { t } from './words.js';

const NEAR_END_PX = 60;
const NEAR_START_PX = 300;

export class Follower {
  #scroller = byId('scroller');
  #button = byId('unseen');
  #unseen = 0;

  isFollowing = true;

  /** @param nearStart called when the visitor has scrolled close to the oldest message */
  constructor(nearStart) {
    this.nearStart = nearStart;
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#button.onclick = () => {
      this.follow();
      this.#scroller.focus({ preventScroll: true });
    };
    // A new message, the input box or a phone's keyboard changes the height; the end must then stay in view.
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

  /** The first message in view, as { seq, offset in px from the upper edge }; null while the newest message is in view. */
  get place() {
    if (this.isFollowing) return null;
    const top = this.#scroller.getBoundingClientRect().top;
    for (const item of byId('log').querySelectorAll('.message')) {
      const box = item.getBoundingClientRect();
      if (box.bottom > top) return { seq: item.message.seq, offset: box.top - top };
    }
    return null;
  }

  /** Scrolls an element to `offset` px from the upper edge, and stops following the end. */
  stayAt(element, offset) {
    this.isFollowing = false;
    this.#scroller.scrollTop += element.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top - offset;
    this.#scrolled();
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.isFollowing = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.isFollowing) this.#setUnseen(0);
    else if (scrollTop < NEAR_START_PX) this.nearStart();
  }

  #setUnseen(count) {
    this.#unseen = count;
    show(this.#button, count === 0 ? null : t(count === 1 ? 'unseenOne' : 'unseen', { count }));
  }
}
