package org.nakhoda.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static org.nakhoda.apiserver.cel.OpaqueTypes.SEMVER;

/** Semantic versions: {@code semver("1.2.3").isLessThan(semver("1.10.0"))}. */
final class VersionFunctions {
    private VersionFunctions() {}

    static void addTo(FunctionLibrary library) {
        library.global("semver", SEMVER, a -> parse(a), STRING)
                .global("semver", SEMVER, a -> parse(a), STRING, BOOL)
                .global("isSemver", BOOL, a -> Trial.succeeds(() -> parse(a)), STRING)
                .global("isSemver", BOOL, a -> Trial.succeeds(() -> parse(a)), STRING, BOOL)
                .member("major", INT, a -> ((SemanticVersion) a[0]).major(), SEMVER)
                .member("minor", INT, a -> ((SemanticVersion) a[0]).minor(), SEMVER)
                .member("patch", INT, a -> ((SemanticVersion) a[0]).patch(), SEMVER)
                .member("isGreaterThan", BOOL, a -> order(a) > 0, SEMVER, SEMVER)
                .member("isLessThan", BOOL, a -> order(a) < 0, SEMVER, SEMVER)
                .member("compareTo", INT, a -> (long) Integer.signum(order(a)), SEMVER, SEMVER);
    }

    private static SemanticVersion parse(Object[] arguments) {
        return SemanticVersion.parse((String) arguments[0], arguments.length > 1 && (Boolean) arguments[1]);
    }

    private static int order(Object[] arguments) {
        return ((SemanticVersion) arguments[0]).compareTo((SemanticVersion) arguments[1]);
    }
}
