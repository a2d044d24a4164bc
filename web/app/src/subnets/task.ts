import type { Messages } from "../i18n";

export interface TaskWords {
  title: string;
  metric: string;
  example: string;
}

/** What we can say of a task that subnets name on chain; null for a task this page does not know. */
export function taskWords(t: Messages, task: string): TaskWords | null {
  return Object.hasOwn(t.tasks, task) ? t.tasks[task as keyof Messages["tasks"]] : null;
}
