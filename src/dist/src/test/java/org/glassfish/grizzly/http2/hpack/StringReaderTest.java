package org.glassfish.grizzly.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.memory.MemoryManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine's own writer writes is read again, whole and in pieces. */
class StringReaderTest {
    private static final MemoryManager<?> MEMORY = MemoryManager.DEFAULT_MEMORY_MANAGER;
    private final Random random = new Random(7541);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void any_text_is_read_as_it_was_written(boolean huffman) {
        for (int length = 0; length < 300; length++) {
            String text = text(length);

            assertThat(read(written(text, huffman))).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_text_may_come_in_pieces(boolean huffman) {
        String text = text(200);
        byte[] octets = written(text, huffman);
        for (int cut = 1; cut < octets.length; cut++) {
            StringReader reader = new StringReader();
            StringBuilder result = new StringBuilder();

            assertThat(reader.read(buffer(Arrays.copyOf(octets, cut)), result)).isFalse();
            assertThat(reader.read(buffer(Arrays.copyOfRange(octets, cut, octets.length)), result))
                    .isTrue();

            assertThat(result).hasToString(text);
        }
    }

    @Test
    void a_reader_reads_one_text_after_another() {
        StringReader reader = new StringReader();
        for (int i = 0; i < 10; i++) {
            String text = text(i * 7);
            StringBuilder result = new StringBuilder();

            reader.read(buffer(written(text, i % 2 == 0)), result);
            reader.reset();

            assertThat(result).hasToString(text);
        }
    }

    @Test
    void what_follows_a_text_is_left_alone() {
        byte[] octets = written("kubernetes", true);
        Buffer source = buffer(Arrays.copyOf(octets, octets.length + 5));

        new StringReader().read(source, new StringBuilder());

        assertThat(source.remaining()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0xfe, 0x1e})
    void a_text_that_ends_within_a_code_is_refused(int last) {
        byte[] octets = {(byte) 0x81, (byte) last};

        assertThatThrownBy(() -> read(octets)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void padding_of_a_whole_octet_is_refused() {
        byte[] octets = {(byte) 0x82, (byte) 0x1f, (byte) 0xff};

        assertThatThrownBy(() -> read(octets)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_code_that_ends_all_texts_is_refused_within_one() {
        byte[] octets = {(byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};

        assertThatThrownBy(() -> read(octets)).isInstanceOf(IllegalArgumentException.class);
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    private static byte[] written(String text, boolean huffman) {
        Buffer target = MEMORY.allocate(text.length() * 4 + 16);
        StringWriter writer = new StringWriter();
        assertThat(writer.configure(text, huffman).write(target)).isTrue();
        target.flip();
        byte[] octets = new byte[target.remaining()];
        target.get(octets);
        return octets;
    }

    private static String read(byte[] octets) {
        StringBuilder result = new StringBuilder();
        assertThat(new StringReader().read(buffer(octets), result)).isTrue();
        return result.toString();
    }

    private static Buffer buffer(byte[] octets) {
        Buffer buffer = MEMORY.allocate(octets.length);
        buffer.put(octets);
        buffer.flip();
        return buffer;
    }
}
