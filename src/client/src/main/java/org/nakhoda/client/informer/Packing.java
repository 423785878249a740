package org.nakhoda.client.informer;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses the JSON of objects of one kind. The first one is the dictionary for the others: objects of a kind are much alike,
 * and those of one owner differ in a few names only.
 */
final class Packing {
    private static final int ROOM = 1024;
    /** How long the text is stands before it. */
    private static final int HEAD = Integer.BYTES;

    private byte[] dictionary;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

    synchronized byte[] pack(byte[] json) {
        if (dictionary == null) {
            dictionary = json;
        }
        deflater.reset();
        deflater.setDictionary(dictionary);
        deflater.setInput(json);
        deflater.finish();
        byte[] packed = new byte[HEAD + ROOM];
        int length = HEAD;
        while (!deflater.finished()) {
            if (length == packed.length) {
                packed = Arrays.copyOf(packed, 2 * packed.length);
            }
            length += deflater.deflate(packed, length, packed.length - length);
        }
        for (int i = 0; i < HEAD; i++) {
            packed[i] = (byte) (json.length >>> (8 * i));
        }
        return Arrays.copyOf(packed, length);
    }

    byte[] unpack(byte[] packed) {
        int size = 0;
        for (int i = 0; i < HEAD; i++) {
            size |= (packed[i] & 0xFF) << (8 * i);
        }
        byte[] json = new byte[size];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(dictionary());
            inflater.setInput(packed, HEAD, packed.length - HEAD);
            for (int at = 0; at < size; ) {
                int read = inflater.inflate(json, at, size - at);
                if (read == 0) {
                    throw new IllegalStateException("a packed object ends early");
                }
                at += read;
            }
            return json;
        } catch (DataFormatException e) {
            throw new IllegalStateException("a packed object is damaged", e);
        } finally {
            inflater.end();
        }
    }

    private synchronized byte[] dictionary() {
        return dictionary;
    }
}
