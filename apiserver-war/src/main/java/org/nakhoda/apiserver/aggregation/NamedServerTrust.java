package org.nakhoda.apiserver.aggregation;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts a server for the name that it is known by, whatever the address at which it was reached (the services of a cluster
 * are dialled at their endpoints' addresses, and certified for {@code NAME.NAMESPACE.svc}).
 */
final class NamedServerTrust extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;

    private final X509TrustManager authorities;
    private final String name;

    /** @param authorities judges the chain alone */
    NamedServerTrust(X509TrustManager authorities, String name) {
        this.authorities = authorities;
        this.name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        authorities.checkServerTrusted(chain, type);
        var stated = chain[0].getSubjectAlternativeNames();
        if (stated != null) {
            for (List<?> entry : stated) {
                if (entry.get(0).equals(DNS_NAME)
                        && covers(entry.get(1).toString().toLowerCase(Locale.ROOT))) {
                    return;
                }
            }
        }
        throw new CertificateException("the server's certificate is not for " + name);
    }

    /** A star stands for exactly the first label (RFC 6125). */
    private boolean covers(String stated) {
        int dot = name.indexOf('.');
        return stated.equals(name)
                || (stated.startsWith("*.") && stated.substring(1).equals(name.substring(dot)));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is for connections to servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
