package org.nakhoda.dist.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.nakhoda.api.settings.Settings;

/** Under which names the servers of a cluster are reached. */
final class SubjectNames {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private SubjectNames() {}

    static boolean isAddress(String name) {
        return ADDRESS.matcher(name).matches();
    }

    static List<String> ofApiServer(Settings settings) {
        Set<String> names = new LinkedHashSet<>(List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc." + settings.clusterDomain(),
                "localhost",
                settings.nodeName(),
                "127.0.0.1",
                settings.nodeAddress(),
                settings.kubernetesServiceAddress()));
        if (isAddress(settings.apiAddress()) && !settings.apiAddress().equals("0.0.0.0")) {
            names.add(settings.apiAddress());
        }
        return List.copyOf(names);
    }

    static List<String> ofNode(Settings settings) {
        return List.copyOf(
                new LinkedHashSet<>(List.of("localhost", settings.nodeName(), "127.0.0.1", settings.nodeAddress())));
    }

    /** The DNS names and addresses that a certificate states. */
    static Set<String> of(X509Certificate certificate) throws CertificateParsingException {
        Set<String> names = new TreeSet<>();
        var stated = certificate.getSubjectAlternativeNames();
        for (List<?> entry : stated == null ? new ArrayList<List<?>>() : stated) {
            names.add(entry.get(1).toString());
        }
        return names;
    }
}
