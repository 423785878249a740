package org.nakhoda.client.informer;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Objects of a kind as compressed JSON. The first one is the dictionary for the others: objects of a kind are much alike, and
 * those of one owner differ in a few names only.
 */
final class Packing<T> {
    private final Class<T> kind;
    private final KubernetesSerialization serialization;
    private volatile byte[] dictionary;

    Packing(Class<T> kind, KubernetesSerialization serialization) {
        this.kind = kind;
        this.serialization = serialization;
    }

    byte[] pack(T object) {
        byte[] json = serialization.asJson(object).getBytes(StandardCharsets.UTF_8);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setDictionary(dictionary(json));
            ByteArrayOutputStream packed = new ByteArrayOutputStream(json.length / 4);
            try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
                out.write(json);
            }
            return packed.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
    }

    T unpack(byte[] packed) {
        Inflater inflater = new Inflater(true);
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
            inflater.setDictionary(dictionary);
            return serialization.unmarshal(in, kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            inflater.end();
        }
    }

    private synchronized byte[] dictionary(byte[] first) {
        if (dictionary == null) {
            dictionary = first;
        }
        return dictionary;
    }
}
