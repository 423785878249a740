package org.nakhoda.node.volume;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The files of a volume whose content comes from the cluster, by path below the volume. */
public final class Payload {
    private final Map<String, Content> files = new TreeMap<>();

    /**
     * @param mode permission bits
     * @param owner the only user who may read it; null for root
     */
    public record Content(byte[] bytes, int mode, Long owner) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Content that
                    && Arrays.equals(bytes, that.bytes)
                    && mode == that.mode
                    && java.util.Objects.equals(owner, that.owner);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes) * 31 + mode;
        }
    }

    /** @throws VolumeException if the path would leave the volume */
    public void add(String path, Content content) throws VolumeException {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals("..") || part.equals(".")) {
                throw new VolumeException("path \"" + path + "\" must stay inside the volume");
            }
        }
        if (path.startsWith("..")) {
            throw new VolumeException("path \"" + path + "\" must not begin with '..'");
        }
        files.put(path, content);
    }

    public Map<String, Content> files() {
        return files;
    }
}
