package org.nakhoda.apiserver.cel;

import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.Optional;

/** {@code format.dns1123Label().validate(text)} and its like: an optional list of faults, empty for a text that fits. */
final class FormatFunctions {
    private FormatFunctions() {}

    static void addTo(FunctionLibrary library) {
        NamedFormat.ALL.forEach((name, format) -> library.global("format." + name, OpaqueTypes.FORMAT, a -> format));
        library.global(
                        "format.named",
                        OptionalType.create(OpaqueTypes.FORMAT),
                        a -> Optional.ofNullable(NamedFormat.ALL.get((String) a[0])),
                        SimpleType.STRING)
                .member(
                        "validate",
                        OptionalType.create(ListType.create(SimpleType.STRING)),
                        a -> ((NamedFormat) a[0]).validate((String) a[1]),
                        OpaqueTypes.FORMAT,
                        SimpleType.STRING);
    }
}
