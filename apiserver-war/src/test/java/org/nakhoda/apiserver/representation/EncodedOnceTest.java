package org.nakhoda.apiserver.representation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class EncodedOnceTest {
    private final AtomicInteger made = new AtomicInteger();
    private final Function<byte[], byte[]> encode = bytes -> {
        made.incrementAndGet();
        return bytes.clone();
    };

    @Test
    void whoever_asks_for_the_same_form_at_once_gets_the_same_bytes() throws Exception {
        // given
        EncodedOnce once = new EncodedOnce(1 << 20);
        byte[] stored = new byte[100];
        ExecutorService threads = Executors.newFixedThreadPool(8);

        // when
        List<Callable<byte[]>> tasks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            tasks.add(() -> once.get(stored, "form", encode));
        }
        List<byte[]> results = new ArrayList<>();
        for (var result : threads.invokeAll(tasks)) {
            results.add(result.get());
        }
        threads.shutdown();

        // then
        assertThat(made).hasValue(1);
        assertThat(results).allMatch(result -> result == results.get(0));
    }

    @Test
    void equal_bytes_of_two_objects_and_two_forms_of_one_are_not_confused() {
        EncodedOnce once = new EncodedOnce(1 << 20);
        byte[] stored = {1};

        once.get(stored, "a", encode);
        once.get(stored, "b", encode);
        once.get(new byte[] {1}, "a", encode);

        assertThat(made).hasValue(3);
    }

    @Test
    void what_came_first_goes_first_when_there_is_too_much() {
        // given
        EncodedOnce once = new EncodedOnce(10_000);
        byte[] first = new byte[1000];
        byte[] last = new byte[1000];

        // when
        once.get(first, "form", encode);
        for (int i = 0; i < 50; i++) {
            once.get(new byte[1000], "form", encode);
        }
        once.get(last, "form", encode);

        // then
        assertThat(made).hasValue(52);
        once.get(last, "form", encode);
        assertThat(made).hasValue(52);
        once.get(first, "form", encode);
        assertThat(made).hasValue(53);
    }
}
