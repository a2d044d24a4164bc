/**
 * Runs a task when asked to, never twice at the same time; however often it is asked for meanwhile, it runs once more.
 * Blocks may come faster than a page can be read anew.
 */
export class Pulse {
  private running = false;
  private again = false;

  constructor(private readonly task: () => Promise<unknown>) {}

  /** Asks for a run. */
  beat(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    this.again = false;
    this.task()
      .catch(() => undefined) // whoever shows the data shows the error
      .finally(() => {
        this.running = false;
        if (this.again) this.beat();
      });
  }
}
