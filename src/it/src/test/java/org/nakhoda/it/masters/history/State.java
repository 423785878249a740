package org.nakhoda.it.masters.history;

/**
 * An object at a revision.
 *
 * @param revision the resourceVersion; 0 where the object is absent and nothing tells since when
 * @param value unique among all values ever written; empty if the object is absent at this revision
 */
public record State(String key, long revision, String value) {
    public static State absent(String key) {
        return new State(key, 0, "");
    }

    public boolean present() {
        return !value.isEmpty();
    }

    @Override
    public String toString() {
        return present() ? key + "@" + revision + "=" + value : key + "@" + revision + " absent";
    }
}
