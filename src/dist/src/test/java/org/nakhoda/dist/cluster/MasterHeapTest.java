package org.nakhoda.dist.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MasterHeapTest {
    private static final long GIGABYTE = 1L << 30;

    @Test
    void the_heap_grows_with_the_machine_and_is_enough_on_a_small_one() {
        assertThat(MasterHeap.of("auto", 2 * GIGABYTE)).isEqualTo("768m");
        assertThat(MasterHeap.of("auto", 24 * GIGABYTE)).isEqualTo("1117m");
        assertThat(MasterHeap.of("auto", 64 * GIGABYTE)).isEqualTo("2978m");
    }

    @Test
    void what_somebody_says_counts() {
        assertThat(MasterHeap.of("3g", 2 * GIGABYTE)).isEqualTo("3g");
    }

    @Test
    void what_lives_for_a_moment_gets_a_part_of_the_heap_whatever_its_unit() {
        assertThat(MasterHeap.young("3g")).isEqualTo("512m");
        assertThat(MasterHeap.young("1536m")).isEqualTo("256m");
        assertThat(MasterHeap.young(Long.toString(6 * GIGABYTE))).isEqualTo("1024m");
        assertThat(MasterHeap.young("300M")).isEqualTo("160m");
    }
}
