package org.nakhoda.apiserver.representation;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import org.nakhoda.api.catalogue.Conversion;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.Revision;
import tools.jackson.databind.node.ObjectNode;

/**
 * From stored bytes to the shape of the kind that was asked for. Nearly always they are the same. Where they are not, the shape
 * is made once for each state of an object, whoever asks: readers, watchers, writers.
 */
public final class StoredShape {
    /** So many objects are shown to another server at once. */
    private static final int BATCH = 200;

    private StoredShape() {}

    /** @throws org.nakhoda.api.status.ApiException if another server has to make the shape and does not */
    public static byte[] read(ResourceType type, byte[] stored) {
        Conversion conversion = type.conversion();
        if (conversion == null || conversion.isShapeOf(stored)) {
            return stored;
        }
        return conversion.isRemote()
                ? EncodedOnce.shared().getSlowly(stored, type, bytes -> convert(conversion, bytes))
                : EncodedOnce.shared().get(stored, type, bytes -> convert(conversion, bytes));
    }

    private static byte[] convert(Conversion conversion, byte[] stored) {
        byte[] made = Json.bytes(conversion.fromStorage(parse(stored)));
        return Arrays.equals(made, stored) ? stored : made;
    }

    /**
     * Many objects. Those that another server has to convert are converted before this returns; others when they are looked at.
     *
     * @throws org.nakhoda.api.status.ApiException as {@link #read}
     */
    public static List<byte[]> readAll(ResourceType type, List<byte[]> stored) {
        Conversion conversion = type.conversion();
        if (conversion == null) {
            return stored;
        }
        return conversion.isRemote() ? together(type, conversion, stored) : new Lazily(type, stored);
    }

    private static List<byte[]> together(ResourceType type, Conversion conversion, List<byte[]> stored) {
        byte[][] read = new byte[stored.size()][];
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < read.length; i++) {
            byte[] bytes = stored.get(i);
            if (conversion.isShapeOf(bytes)) {
                read[i] = bytes;
                continue;
            }
            Optional<byte[]> known = EncodedOnce.shared().find(bytes, type);
            if (known.isPresent()) {
                read[i] = known.get();
            } else {
                others.add(i);
            }
        }
        for (int from = 0; from < others.size(); from += BATCH) {
            List<Integer> batch = others.subList(from, Math.min(from + BATCH, others.size()));
            List<ObjectNode> made = conversion.fromStorage(
                    batch.stream().map(i -> parse(stored.get(i))).toList());
            for (int i = 0; i < made.size(); i++) {
                int at = batch.get(i);
                read[at] = Json.bytes(made.get(i));
                EncodedOnce.shared().put(stored.get(at), type, read[at]);
            }
        }
        return Arrays.asList(read);
    }

    /** Whether {@link #readAll} does its work at once, so that it pays to call it before objects are read one by one. */
    public static boolean isReadTogether(ResourceType type) {
        return type.conversion() != null && type.conversion().isRemote();
    }

    private static final class Lazily extends AbstractList<byte[]> implements RandomAccess {
        private final ResourceType type;
        private final List<byte[]> stored;

        Lazily(ResourceType type, List<byte[]> stored) {
            this.type = type;
            this.stored = stored;
        }

        @Override
        public byte[] get(int index) {
            return read(type, stored.get(index));
        }

        @Override
        public int size() {
            return stored.size();
        }
    }

    /** The same state, under another revision. */
    public static byte[] at(Revision revision, byte[] object) {
        return EncodedOnce.shared().get(object, revision, bytes -> {
            ObjectNode tree = (ObjectNode) Json.parse(bytes);
            ((ObjectNode) tree.get("metadata")).put("resourceVersion", revision.toString());
            return Json.bytes(tree);
        });
    }

    /**
     * A tree that the caller may edit.
     *
     * @throws org.nakhoda.api.status.ApiException as {@link #read}
     */
    public static ObjectNode tree(ResourceType type, byte[] stored) {
        Conversion conversion = type.conversion();
        if (conversion == null || conversion.isRemote() || conversion.isShapeOf(stored)) {
            return parse(read(type, stored));
        }
        return conversion.fromStorage(parse(stored));
    }

    /** No field of what is stored stands twice, so this is not looked for. */
    static ObjectNode parse(byte[] bytes) {
        return (ObjectNode) Json.parseRepeating(bytes);
    }
}
