package org.nakhoda.apiserver.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import java.net.URI;
import java.util.Map;
import org.nakhoda.api.quantity.Quantity;

/** Types that only Kubernetes' functions know, with what stands for their values. */
final class OpaqueTypes {
    static final OpaqueType URL = OpaqueType.create("kubernetes.URL");
    static final OpaqueType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    static final OpaqueType IP = OpaqueType.create("net.IP");
    static final OpaqueType CIDR = OpaqueType.create("net.CIDR");
    static final OpaqueType FORMAT = OpaqueType.create("kubernetes.NamedFormat");
    static final OpaqueType SEMVER = OpaqueType.create("kubernetes.Semver");

    private static final Map<String, Class<?>> CLASSES = Map.of(
            URL.name(), URI.class,
            QUANTITY.name(), Quantity.class,
            IP.name(), IpValue.class,
            CIDR.name(), CidrValue.class,
            FORMAT.name(), NamedFormat.class,
            SEMVER.name(), SemanticVersion.class);

    private OpaqueTypes() {}

    static boolean knows(CelType type) {
        return CLASSES.containsKey(type.name());
    }

    /** Whether the value is of one of these types. */
    static boolean holds(Object value) {
        return value != null && CLASSES.containsValue(value.getClass());
    }

    static Class<?> classOf(CelType type) {
        return CLASSES.getOrDefault(type.name(), Object.class);
    }
}
