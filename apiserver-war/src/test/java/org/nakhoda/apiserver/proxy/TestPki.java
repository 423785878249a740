package org.nakhoda.apiserver.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority with an agent and an API server, made by the JDK's keytool. */
public final class TestPki {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path store;

    public TestPki(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        this(directory, true);
    }

    /** @param made false to go on with what is there */
    public TestPki(Path directory, boolean made) throws IOException, InterruptedException, GeneralSecurityException {
        store = directory.resolve("all.p12");
        if (!made) {
            return;
        }
        key("ca", "CN=test-ca", List.of("-ext", "bc:critical=ca:true"));
        key("agent", "CN=system:node:n1,O=system:nodes", List.of("-signer", "ca", "-ext", "san=ip:127.0.0.1"));
        key("client", "CN=kube-apiserver-kubelet-client", List.of("-signer", "ca", "-ext", "eku=clientAuth"));
        KeyStore all = load();
        pem(directory.resolve("ca.crt"), "CERTIFICATE", all.getCertificate("ca").getEncoded());
        pem(
                directory.resolve("apiserver-kubelet-client.crt"),
                "CERTIFICATE",
                all.getCertificate("client").getEncoded());
        pem(
                directory.resolve("apiserver-kubelet-client.key"),
                "PRIVATE KEY",
                all.getKey("client", PASSWORD).getEncoded());
        frontProxy(directory);
    }

    /** The authority of masters, in {@code masters-ca.crt}. */
    public void mastersAuthority(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        key("masters-ca", "CN=test-masters-ca", List.of("-ext", "bc:critical=ca:true"));
        pem(
                directory.resolve("masters-ca.crt"),
                "CERTIFICATE",
                load().getCertificate("masters-ca").getEncoded());
    }

    /** Certificate and key of a master, in {@code master.crt} and {@code master.key}. */
    public X509Certificate master(Path directory, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        X509Certificate certificate = client("CN=nakhoda:master:" + name, "masters-ca");
        String alias = alias("CN=nakhoda:master:" + name, "masters-ca");
        pem(directory.resolve("master.crt"), "CERTIFICATE", certificate.getEncoded());
        pem(
                directory.resolve("master.key"),
                "PRIVATE KEY",
                load().getKey(alias, PASSWORD).getEncoded());
        return certificate;
    }

    /** A client's certificate, of the authority with that alias. */
    public X509Certificate client(String subject, String authority)
            throws IOException, InterruptedException, GeneralSecurityException {
        String alias = alias(subject, authority);
        key(alias, subject, List.of("-signer", authority, "-ext", "eku=clientAuth,serverAuth"));
        return (X509Certificate) load().getCertificate(alias);
    }

    private static String alias(String subject, String authority) {
        return "client " + subject.replaceAll("[^a-z0-9]", "-") + " " + authority;
    }

    private void frontProxy(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        key("front-ca", "CN=test-front-proxy-ca", List.of("-ext", "bc:critical=ca:true"));
        key("front", "CN=front-proxy-client", List.of("-signer", "front-ca", "-ext", "eku=clientAuth"));
        KeyStore all = load();
        pem(
                directory.resolve("front-proxy-ca.crt"),
                "CERTIFICATE",
                all.getCertificate("front-ca").getEncoded());
        pem(
                directory.resolve("front-proxy-client.crt"),
                "CERTIFICATE",
                all.getCertificate("front").getEncoded());
        pem(
                directory.resolve("front-proxy-client.key"),
                "PRIVATE KEY",
                all.getKey("front", PASSWORD).getEncoded());
    }

    private void key(String alias, String subject, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                subject,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit"));
        command.addAll(more);
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed for " + alias);
        }
    }

    private static void pem(Path file, String type, byte[] der) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                        + "-----\n");
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    SSLContext agentTls() throws GeneralSecurityException, IOException {
        return tls("agent");
    }

    /** A server with a new certificate for these names, such as {@code dns:localhost,ip:127.0.0.1}. */
    public SSLContext serverTls(String names) throws GeneralSecurityException, IOException, InterruptedException {
        String alias = "server" + UUID.randomUUID();
        key(alias, "CN=" + alias, List.of("-signer", "ca", "-ext", "san=" + names));
        return tls(alias);
    }

    /** What proves a holder of the client certificate. */
    public KeyManager clientIdentity() throws GeneralSecurityException, IOException {
        return keys("client").getKeyManagers()[0];
    }

    private KeyManagerFactory keys(String alias) throws GeneralSecurityException, IOException {
        KeyStore identity = KeyStore.getInstance("PKCS12");
        identity.load(null, PASSWORD);
        KeyStore all = load();
        identity.setKeyEntry(alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity, PASSWORD);
        return keys;
    }

    /** A server for this address that takes certificates of the cluster's and, if there is one, of the masters' authority. */
    private SSLContext tls(String alias) throws GeneralSecurityException, IOException {
        KeyStore all = load();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("ca", all.getCertificate("ca"));
        if (all.containsAlias("masters-ca")) {
            trusted.setCertificateEntry("masters-ca", all.getCertificate("masters-ca"));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys(alias).getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }
}
