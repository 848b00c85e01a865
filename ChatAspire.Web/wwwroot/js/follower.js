// Follows the conversation while its end is in view, and says how much came when it is not.
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
    // Whatever grew or shrank (a message, the input, the phone's keyboard): the end stays in view.
    const observer = new ResizeObserver(() => this.isFollowing && this.#toEnd());
    observer.observe(this.#scroller);
    observer.observe(byId('scrolled'));
  }

  /** Goes to the end and stays there. */
  follow() {
    this.isFollowing = true;
    this.#setUnseen(0);
    this.#toEnd();
  }

  reset() {
    this.follow();
  }

  /** Something was added at the end. */
  grew(count) {
    if (this.isFollowing) this.#toEnd();
    else this.#setUnseen(this.#unseen + count);
  }

  /** Lets `change` add or remove above what is in view. */
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
