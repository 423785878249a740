package org.nakhoda.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

/** IP addresses and networks. */
final class AddressFunctions {
    private AddressFunctions() {}

    static void addTo(FunctionLibrary library) {
        library.global("ip", OpaqueTypes.IP, a -> IpValue.parse((String) a[0]), STRING)
                .global("isIP", BOOL, a -> Trial.succeeds(() -> IpValue.parse((String) a[0])), STRING)
                .global(
                        "ip.isCanonical",
                        BOOL,
                        a -> IpValue.parse((String) a[0]).toString().equals(a[0]),
                        STRING)
                .global("string", STRING, a -> a[0].toString(), OpaqueTypes.IP)
                .member("family", INT, a -> ((IpValue) a[0]).family(), OpaqueTypes.IP)
                .member("isUnspecified", BOOL, a -> ((IpValue) a[0]).address().isAnyLocalAddress(), OpaqueTypes.IP)
                .member("isLoopback", BOOL, a -> ((IpValue) a[0]).address().isLoopbackAddress(), OpaqueTypes.IP)
                .member("isLinkLocalMulticast", BOOL, a -> ((IpValue) a[0]).isLinkLocalMulticast(), OpaqueTypes.IP)
                .member(
                        "isLinkLocalUnicast",
                        BOOL,
                        a -> ((IpValue) a[0]).address().isLinkLocalAddress(),
                        OpaqueTypes.IP)
                .member("isGlobalUnicast", BOOL, a -> ((IpValue) a[0]).isGlobalUnicast(), OpaqueTypes.IP)
                .global("cidr", OpaqueTypes.CIDR, a -> CidrValue.parse((String) a[0]), STRING)
                .global("isCIDR", BOOL, a -> Trial.succeeds(() -> CidrValue.parse((String) a[0])), STRING)
                .global("string", STRING, a -> a[0].toString(), OpaqueTypes.CIDR)
                .member("ip", OpaqueTypes.IP, a -> ((CidrValue) a[0]).ip(), OpaqueTypes.CIDR)
                .member("masked", OpaqueTypes.CIDR, a -> ((CidrValue) a[0]).masked(), OpaqueTypes.CIDR)
                .member("prefixLength", INT, a -> (long) ((CidrValue) a[0]).prefix(), OpaqueTypes.CIDR)
                .member(
                        "containsIP",
                        BOOL,
                        a -> ((CidrValue) a[0]).contains((IpValue) a[1]),
                        OpaqueTypes.CIDR,
                        OpaqueTypes.IP)
                .member(
                        "containsIP",
                        BOOL,
                        a -> ((CidrValue) a[0]).contains(IpValue.parse((String) a[1])),
                        OpaqueTypes.CIDR,
                        STRING)
                .member(
                        "containsCIDR",
                        BOOL,
                        a -> ((CidrValue) a[0]).contains((CidrValue) a[1]),
                        OpaqueTypes.CIDR,
                        OpaqueTypes.CIDR)
                .member(
                        "containsCIDR",
                        BOOL,
                        a -> ((CidrValue) a[0]).contains(CidrValue.parse((String) a[1])),
                        OpaqueTypes.CIDR,
                        STRING);
    }
}
