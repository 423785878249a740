package org.nakhoda.it.masters.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * What the clients are to do.
 *
 * @param masters where they may ask, and how the history names them
 * @param pki the folder with the administrator's certificate and the cluster's CA
 * @param namespace the clients' own; it is made if it is not there
 * @param keys how many objects there are; each writer has its part of them
 * @param sharedPercent how many of a writer's writes go to any of the objects, where they may meet another writer's
 * @param perSecond how often each writer writes and each reader reads
 * @param output where the history's lines go
 */
public record Plan(
        List<Master> masters,
        String pki,
        String namespace,
        int keys,
        int sharedPercent,
        int writers,
        int readers,
        int watchers,
        int perSecond,
        String output) {
    public Plan {
        masters = List.copyOf(masters);
    }

    /** @param url of its API */
    public record Master(String name, String url) {}

    /** Four writers on eight objects, two readers and three watchers: some 150 requests a second. */
    public static Plan usual(List<Master> masters, Path pki, String namespace, Path output) {
        return new Plan(masters, pki.toString(), namespace, 8, 20, 4, 2, 3, 25, output.toString());
    }

    /** Writers only, each on objects of its own and as fast as it can. */
    public static Plan throughput(List<Master> masters, Path pki, String namespace, int writers, Path output) {
        return new Plan(masters, pki.toString(), namespace, 50 * writers, 0, writers, 0, 0, 10_000, output.toString());
    }

    /** An object for a reader. */
    String key(Random random) {
        return "k" + random.nextInt(keys);
    }

    /** An object for a writer. */
    String key(int writer, Random random) {
        if (random.nextInt(100) < sharedPercent) {
            return key(random);
        }
        int own = keys / writers;
        return "k" + (writer * own + random.nextInt(own));
    }
}
