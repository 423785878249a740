package org.nakhoda.api.apiextensions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Conversion;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import tools.jackson.databind.node.ObjectNode;

/**
 * Between one version of a declared kind and whatever is stored. Objects stay in the version in which they were stored until
 * they are written again. As Kubernetes has it, a stored object is pruned and completed by the schema of its own version, and
 * only pruned by that of the version into which it is converted.
 */
final class DeclaredConversion implements Conversion {
    private static final byte[] REVISION = "\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);

    private final DeclaredVersions versions;
    private final String apiVersion;
    private final byte[] head;

    DeclaredConversion(DeclaredVersions versions, String version) {
        this.versions = versions;
        this.apiVersion = versions.apiVersion(version);
        this.head = ("{\"kind\":\"" + versions.kind() + "\",\"apiVersion\":\"" + apiVersion + "\",")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public GroupResource storedAs() {
        return versions.resource();
    }

    @Override
    public boolean isIndexed() {
        return false;
    }

    @Override
    public boolean isRemote() {
        return versions.converter().isRemote();
    }

    @Override
    public boolean isOutdated() {
        return versions.generation().hasEnded();
    }

    @Override
    public boolean isShapeOf(byte[] stored) {
        return begins(stored) && versions.generation().has(revision(stored));
    }

    private boolean begins(byte[] stored) {
        if (stored.length < head.length) {
            return false;
        }
        for (int i = head.length - 1; i >= 0; i--) { // versions differ near the end
            if (stored[i] != head[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The revision in an object's bytes, where it stands behind no more than what identifies the object. An object without
     * one was made just now, and is not stored.
     */
    private long revision(byte[] stored) {
        int last = stored.length - REVISION.length - 1;
        for (int at = head.length; at < last; at++) {
            if (stored[at] == '"' && isRevision(stored, at)) {
                int digit = at + REVISION.length;
                if (stored[digit] == '"') {
                    return Long.MAX_VALUE;
                }
                long revision = 0;
                for (; digit < stored.length && stored[digit] >= '0' && stored[digit] <= '9'; digit++) {
                    revision = revision * 10 + stored[digit] - '0';
                }
                return revision;
            }
        }
        return 0;
    }

    private static boolean isRevision(byte[] stored, int at) {
        for (int i = 0; i < REVISION.length; i++) {
            if (stored[at + i] != REVISION[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public ObjectNode fromStorage(ObjectNode stored) {
        return fromStorage(List.of(stored)).get(0);
    }

    @Override
    public List<ObjectNode> fromStorage(List<ObjectNode> stored) {
        List<ObjectNode> objects = new ArrayList<>(stored.size());
        for (ObjectNode object : stored) {
            ObjectNode copy = object.deepCopy();
            versions.prune(copy);
            versions.complete(copy);
            objects.add(copy);
        }
        return converted(objects, apiVersion);
    }

    @Override
    public ObjectNode toStorage(ObjectNode object) {
        String stored = versions.storedApiVersion();
        return Tree.text(object, "apiVersion").equals(stored)
                ? object
                : converted(List.of(object.deepCopy()), stored).get(0);
    }

    /** @param objects edited */
    private List<ObjectNode> converted(List<ObjectNode> objects, String wanted) {
        List<ObjectNode> result = new ArrayList<>(objects);
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            if (!Tree.text(objects.get(i), "apiVersion").equals(wanted)) {
                others.add(i);
            }
        }
        if (others.isEmpty()) {
            return result;
        }
        List<ObjectNode> made =
                versions.converter().convert(others.stream().map(objects::get).toList(), wanted);
        for (int i = 0; i < made.size(); i++) {
            versions.prune(made.get(i));
            result.set(others.get(i), made.get(i));
        }
        return result;
    }

    @Override
    public void stored(Revision revision) {
        versions.generation().stored(revision);
    }
}
