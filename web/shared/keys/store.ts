// What the wallet keeps in this browser: IndexedDB, one store of named values. Secrets are in the vault only.

const NAME = "tianwang-wallet";
const TABLE = "values";

/** Named values. */
export interface Store {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
  /** Removes everything, and the database itself. */
  clear(): Promise<void>;
}

const done = <T>(r: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error);
  });

/** The browser's database. It is made when something is first kept. */
export function browserStore(): Store {
  let opened: Promise<IDBDatabase> | null = null;
  const database = () => {
    opened ??= (() => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      return done(request).then((db) => {
        db.onversionchange = () => {
          db.close(); // another tab removes the wallet
          opened = null;
        };
        return db;
      });
    })();
    return opened;
  };
  const there = async () => opened !== null || (await indexedDB.databases()).some((d) => d.name === NAME);
  return {
    async get<T>(key: string) {
      if (!(await there())) return undefined; // reading makes no database
      const db = await database();
      return done(db.transaction(TABLE).objectStore(TABLE).get(key)) as Promise<T | undefined>;
    },
    async set(key, value) {
      const db = await database();
      await done(db.transaction(TABLE, "readwrite").objectStore(TABLE).put(value, key));
    },
    async clear() {
      (await opened)?.close();
      opened = null;
      await done(indexedDB.deleteDatabase(NAME));
    },
  };
}
