package org.nakhoda.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;

/**
 * An amount of each resource. CPU counts in thousandths of a core, everything else in its own unit (bytes, pieces).
 *
 * @param others extended resources and huge pages, by name; never holds zeros
 */
public record Resources(long milliCpu, long memory, long ephemeralStorage, Map<String, Long> others) {
    public static final Resources NONE = new Resources(0, 0, 0, Map.of());

    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String EPHEMERAL_STORAGE = "ephemeral-storage";
    /** Counted by pods, not requested by them. */
    public static final String PODS = "pods";

    /** Reads a resource list of the API; quantities round up to whole units. */
    public static Resources of(Map<String, Quantity> list) {
        if (list == null || list.isEmpty()) {
            return NONE;
        }
        long cpu = 0;
        long memory = 0;
        long storage = 0;
        Map<String, Long> others = new HashMap<>();
        for (Map.Entry<String, Quantity> entry : list.entrySet()) {
            switch (entry.getKey()) {
                case CPU -> cpu = amount(entry.getValue(), 1000);
                case MEMORY -> memory = amount(entry.getValue(), 1);
                case EPHEMERAL_STORAGE -> storage = amount(entry.getValue(), 1);
                case PODS -> {}
                default -> {
                    long amount = amount(entry.getValue(), 1);
                    if (amount != 0) {
                        others.put(entry.getKey(), amount);
                    }
                }
            }
        }
        return new Resources(cpu, memory, storage, Map.copyOf(others));
    }

    /** A quantity in {@code 1/scale} units, rounded up. */
    public static long amount(Quantity quantity, int scale) {
        org.nakhoda.api.quantity.Quantity parsed = org.nakhoda.api.quantity.Quantity.parse(quantity.toString());
        return scale == 1000 ? parsed.milliValue() : parsed.value();
    }

    public Resources plus(Resources more) {
        if (more == NONE) {
            return this;
        }
        return new Resources(
                milliCpu + more.milliCpu,
                memory + more.memory,
                ephemeralStorage + more.ephemeralStorage,
                merge(others, more.others, false));
    }

    /** The larger of the two for each resource. */
    public Resources max(Resources other) {
        return new Resources(
                Math.max(milliCpu, other.milliCpu),
                Math.max(memory, other.memory),
                Math.max(ephemeralStorage, other.ephemeralStorage),
                merge(others, other.others, true));
    }

    private static Map<String, Long> merge(Map<String, Long> a, Map<String, Long> b, boolean larger) {
        if (b.isEmpty()) {
            return a;
        }
        Map<String, Long> merged = new HashMap<>(a);
        b.forEach((name, amount) -> merged.merge(name, amount, larger ? Math::max : Long::sum));
        return Map.copyOf(merged);
    }
}
