package org.glassfish.grizzly.http2.hpack;

import org.glassfish.grizzly.Buffer;

/**
 * Writes headers (RFC 7541, section 6): by their number if the standard has given them one, otherwise as they are. Unlike the
 * engine's own it does not squeeze them with Huffman's code, whose 40 bytes less for a response cost more at both ends than
 * they save between them. As the engine does not tell how much its client would remember, nothing is left to its memory.
 */
public class Encoder {
    private final HeaderTable table = new HeaderTable(0);
    private final IndexedWriter indexed = new IndexedWriter();
    private final LiteralWriter literal = new LiteralWriter();
    private BinaryRepresentationWriter writer;

    /** @param maxCapacity of a memory that is not used */
    public Encoder(int maxCapacity) {
        // nothing to prepare
    }

    /** The header that {@link #encode} is to write. */
    public void header(CharSequence name, CharSequence value) {
        if (writer != null) {
            throw new IllegalStateException("the header before has not been written to its end");
        }
        int known = table.indexOf(name, value);
        if (known > 0) {
            writer = indexed.index(known);
        } else {
            // a name alone is known by a negative number
            IndexNameValueWriter named = known == 0 ? literal.name(name, false) : literal.index(-known);
            writer = named.value(value, false);
        }
    }

    /** @return whether all of the header is written; if not, there is more to be written to another buffer */
    public final boolean encode(Buffer target) {
        if (writer == null) {
            throw new IllegalStateException("there is no header to write");
        }
        if (!writer.write(table, target)) {
            return false;
        }
        writer.reset();
        writer = null;
        return true;
    }
}
