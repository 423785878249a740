package org.nakhoda.client.reconcile;

/**
 * Compares what is wanted with what is for one key, and acts. It can be run at any time and any number of times, never
 * for one key by two threads at once; it must not remember anything between two runs that it could not do without.
 */
@FunctionalInterface
public interface Reconciler<K> {
    /**
     * @throws Exception if it could not finish: it is run again after a delay that grows with each failure in a row. A
     *     lost optimistic update (HTTP 409) is the everyday case of it.
     */
    Result reconcile(K key) throws Exception;
}
