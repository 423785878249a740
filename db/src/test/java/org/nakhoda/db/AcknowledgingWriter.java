package org.nakhoda.db;

import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.key;
import static org.nakhoda.db.Samples.update;

import java.io.IOException;
import java.nio.file.Path;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoredObject;

/**
 * A process to be killed: it creates and updates objects from several threads, and prints each acknowledged write as
 * {@code NAME REVISION DATA}, one per line. {@code ready PID} comes first: the embedded server's process.
 */
final class AcknowledgingWriter {
    private static final int THREADS = 8;

    private AcknowledgingWriter() {}

    public static void main(String[] arguments) throws IOException {
        ClusterStore store =
                ClusterStores.openEmbedded(Path.of(arguments[0]), Samples.INDEXER, StoreOptions.defaults());
        String run = "run" + store.revision();
        say("ready");
        for (int t = 0; t < THREADS; t++) {
            String prefix = run + "-" + t + "-";
            new Thread(() -> write(store, prefix)).start();
        }
    }

    private static void write(ClusterStore store, String prefix) {
        for (int i = 0; ; i++) {
            StoredObject created =
                    acknowledged(store.commit(create(key(prefix + i), "1")).join());
            acknowledged(store.commit(update(created, "2")).join());
        }
    }

    private static StoredObject acknowledged(Outcome outcome) {
        StoredObject object = ((Outcome.Committed) outcome).object();
        say(object.key().name() + " " + object.revision() + " " + Samples.data(object));
        return object;
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
