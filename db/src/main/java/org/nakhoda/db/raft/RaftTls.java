package org.nakhoda.db.raft;

import java.nio.file.Path;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.security.TlsConf.CertificatesConf;
import org.apache.ratis.security.TlsConf.PrivateKeyConf;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;

/**
 * What a master proves itself with and whom it believes: PEM files, read once at start.
 *
 * <p>Both sides of every connection show a certificate of the masters' authority, and the one who connects also compares the
 * other's address with the names in it, as for HTTPS.
 *
 * @param authority the masters' authority
 * @param certificate this master's, for server and client authentication
 * @param key its private key, PKCS#8
 */
public record RaftTls(Path authority, Path certificate, Path key) {
    /** The files' names in the folder of keys. */
    public static RaftTls in(Path pki) {
        return new RaftTls(pki.resolve("masters-ca.crt"), pki.resolve("master.crt"), pki.resolve("master.key"));
    }

    /**
     * The Java platform's TLS: OpenSSL, which Ratis takes for servers else, is unpacked to the folder for temporary files, where
     * execution may be forbidden, and can be loaded by one class loader of a process only.
     */
    GrpcTlsConfig config() {
        return GrpcTlsConfig.newBuilder()
                .setTrustCertificates(new CertificatesConf(authority.toFile()))
                .setKeyCertificates(new CertificatesConf(certificate.toFile()))
                .setPrivateKey(new PrivateKeyConf(key.toFile()))
                .setMutualTls(true)
                .setSslProvider(SslProvider.JDK)
                .setProtocols("TLSv1.3")
                .build();
    }
}
