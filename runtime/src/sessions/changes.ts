/** Ids of what changed; whether it was put or removed shows when it is looked up. */
export class Changes {
  services = new Set<number>();
  sessions = new Set<number>();
  waiting = new Set<number>();
  revision = 0;

  get empty(): boolean {
    return this.services.size + this.sessions.size + this.waiting.size === 0;
  }

  take() {
    this.revision += 1;
    const { services, sessions, waiting, revision } = this;
    this.services = new Set();
    this.sessions = new Set();
    this.waiting = new Set();
    return { services, sessions, waiting, revision };
  }
}
