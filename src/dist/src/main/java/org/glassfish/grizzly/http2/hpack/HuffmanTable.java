package org.glassfish.grizzly.http2.hpack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.glassfish.grizzly.Buffer;

/**
 * The Huffman code of HTTP/2's headers as a machine: from each inner node of the code's tree, what four more bits lead to. No
 * code is shorter than five bits, so that four bits end one symbol at most.
 */
final class HuffmanTable {
    static final HuffmanTable INSTANCE = new HuffmanTable(Huffman.INSTANCE.getRoot());
    static final int START = 0;

    private static final int STEPS = 16;
    private static final int BITS = 4;
    /** In bits. */
    private static final int SHORTEST_CODE = 5;
    /** An entry: the node reached, whether a symbol ended on the way, and which. */
    private static final int SYMBOL = 1 << 8;

    private static final int PLACE_SHIFT = 9;
    private static final int FAULT = -1;
    /** The end of a string is filled with the first bits, seven at most, of a code that no symbol has: all ones. */
    private static final int LONGEST_PADDING = 7;

    private final int[] entries;
    private final boolean[] ends;

    private HuffmanTable(Huffman.Node root) {
        List<Huffman.Node> places = new ArrayList<>();
        Map<Huffman.Node, Integer> numbers = new IdentityHashMap<>();
        number(root, places, numbers);
        entries = new int[places.size() * STEPS];
        for (int place = 0; place < places.size(); place++) {
            for (int bits = 0; bits < STEPS; bits++) {
                entries[place * STEPS + bits] = follow(root, places.get(place), bits, numbers);
            }
        }
        ends = new boolean[places.size()];
        Huffman.Node padding = root;
        for (int length = 0; length <= LONGEST_PADDING; length++) {
            ends[numbers.get(padding)] = true;
            padding = padding.right;
        }
    }

    private static void number(Huffman.Node node, List<Huffman.Node> places, Map<Huffman.Node, Integer> numbers) {
        if (node == null || node.isLeaf()) {
            return;
        }
        numbers.put(node, places.size());
        places.add(node);
        number(node.left, places, numbers);
        number(node.right, places, numbers);
    }

    private static int follow(Huffman.Node root, Huffman.Node from, int bits, Map<Huffman.Node, Integer> numbers) {
        Huffman.Node node = from;
        int symbol = 0;
        for (int bit = BITS - 1; bit >= 0; bit--) {
            node = (bits >> bit & 1) == 0 ? node.left : node.right;
            if (node != null && node.isLeaf()) {
                if (node.getChar() > 0xff) {
                    return FAULT;
                }
                symbol = SYMBOL | node.getChar();
                node = root;
            }
            if (node == null) {
                return FAULT;
            }
        }
        Integer place = numbers.get(node);
        return place == null ? FAULT : place << PLACE_SHIFT | symbol;
    }

    /**
     * Decodes the next octets.
     *
     * @param place where the octets before have led to
     * @return where these lead to
     * @throws IllegalArgumentException if they are no codes
     */
    int decode(Buffer source, int octets, int place, StringBuilder target) {
        byte[] symbols = new byte[octets * 8 / SHORTEST_CODE + 1];
        int count = 0;
        int at = place;
        for (int i = 0; i < octets; i++) {
            int octet = source.get() & 0xff;
            int entry = entry(at, octet >> BITS);
            if ((entry & SYMBOL) != 0) {
                symbols[count++] = (byte) entry;
            }
            entry = entry(entry >> PLACE_SHIFT, octet & (STEPS - 1));
            if ((entry & SYMBOL) != 0) {
                symbols[count++] = (byte) entry;
            }
            at = entry >> PLACE_SHIFT;
        }
        // all at once, for a builder takes one character almost as long as many
        target.append(new String(symbols, 0, count, StandardCharsets.ISO_8859_1));
        return at;
    }

    private int entry(int place, int bits) {
        int entry = entries[place * STEPS + bits];
        if (entry < 0) {
            throw new IllegalArgumentException("a string of a header has a Huffman code that no symbol has");
        }
        return entry;
    }

    /** Whether a string may end there. */
    boolean mayEnd(int place) {
        return ends[place];
    }
}
