package org.glassfish.grizzly.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.memory.MemoryManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what the engine's own decoder reads. */
class EncoderTest {
    private static final MemoryManager<?> MEMORY = MemoryManager.DEFAULT_MEMORY_MANAGER;
    private static final List<List<String>> HEADERS = List.of(
            List.of(":status", "200"),
            List.of(":status", "418"),
            List.of("content-type", "application/json"),
            List.of("audit-id", "06e50a71-8f3a-4489-a3a2-5d73b0e59080"),
            List.of("cache-control", ""),
            List.of("warning", "299 - \"" + "w".repeat(500) + "\""),
            List.of("audit-id", "another"));

    /** @param room of each buffer; some end in the middle of a header */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 4096})
    void headers_are_read_as_they_were_written_however_small_the_buffers(int room) {
        Encoder encoder = new Encoder(4096);
        Decoder decoder = new Decoder(4096);
        List<List<String>> read = new ArrayList<>();
        DecodingCallback collect = new DecodingCallback() {
            @Override
            public void onDecoded(CharSequence name, CharSequence value) {
                read.add(List.of(name.toString(), value.toString()));
            }
        };

        for (List<String> header : HEADERS) {
            encoder.header(header.get(0), header.get(1));
            boolean written;
            do {
                Buffer buffer = MEMORY.allocate(room);
                written = encoder.encode(buffer);
                buffer.flip();
                decoder.decode(buffer, written, collect);
            } while (!written);
        }

        assertThat(read).isEqualTo(HEADERS);
    }
}
