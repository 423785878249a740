package org.nakhoda.apiserver.representation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.request.ApiRequest;

/** Objects as they are stored: a list is its head and the stored bytes, joined by commas; no tree is built. */
final class WholeShape implements Shape {
    private static final int CHUNK = 64 * 1024;

    @Override
    public byte[] object(ResourceType type, byte[] stored, ApiRequest request) {
        return StoredShape.read(type, stored);
    }

    @Override
    public void list(
            ResourceType type, ListPosition position, List<byte[]> stored, ApiRequest request, OutputStream out)
            throws IOException {
        Chunks chunks = new Chunks(out);
        chunks.write(("{\"kind\":\"" + type.listKind() + "\",\"apiVersion\":\"" + type.apiVersion() + "\",\"metadata\":"
                        + MetadataShape.metadata(position) + ",\"items\":[")
                .getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < stored.size(); i++) {
            if (i > 0) {
                chunks.write(',');
            }
            chunks.write(StoredShape.read(type, stored.get(i)));
        }
        chunks.write(']');
        chunks.write('}');
        chunks.flush();
    }

    @Override
    public WatchShape watch(ResourceType type, ApiRequest request) {
        return new WatchShape() {
            @Override
            public byte[] object(byte[] stored) {
                return StoredShape.read(type, stored);
            }

            @Override
            public byte[] bookmark(byte[] mark) {
                return mark;
            }
        };
    }

    /** Gathers small pieces into large writes. */
    private static final class Chunks {
        private final OutputStream out;
        private final byte[] buffer = new byte[CHUNK];
        private int used;

        Chunks(OutputStream out) {
            this.out = out;
        }

        void write(char ascii) throws IOException {
            if (used == CHUNK) {
                flush();
            }
            buffer[used++] = (byte) ascii;
        }

        void write(byte[] bytes) throws IOException {
            int from = 0;
            while (from < bytes.length) {
                if (used == CHUNK) {
                    flush();
                }
                int part = Math.min(bytes.length - from, CHUNK - used);
                System.arraycopy(bytes, from, buffer, used, part);
                used += part;
                from += part;
            }
        }

        void flush() throws IOException {
            out.write(buffer, 0, used);
            used = 0;
        }
    }
}
