package org.nakhoda.apiserver.story;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.authn.UserInfo;

/** Who may ask for which certificates, and who may approve and sign them. */
class CertificateRestrictionsTest {
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String CLIENTS = "kubernetes.io/kube-apiserver-client";

    private final Client admin = RunningApi.admin();

    private static String request(String name, String signer, String subject) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        byte[] request = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded();
        String pem = "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder().encodeToString(request) + "\n-----END CERTIFICATE REQUEST-----\n";
        return "{metadata: {name: " + name + "}, spec: {signerName: " + signer
                + ", usages: [digital signature, client auth], request: "
                + Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)) + "}}";
    }

    @Test
    void nobody_gets_into_the_group_that_may_do_anything() throws Exception {
        String name = RunningApi.namespace();

        admin.post(REQUESTS, request(name, CLIENTS, "CN=x,O=dev,O=system:masters"))
                .refused(
                        403,
                        "Forbidden",
                        "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed");
        admin.post(REQUESTS, request(name, CLIENTS, "CN=system:masters,O=dev")).expect(201);
    }

    @Test
    void a_node_asks_in_its_own_name_only() throws Exception {
        String name = RunningApi.namespace();
        Client node = RunningApi.client(new UserInfo(
                "system:node:" + name, "", Set.of(UserInfo.GROUP_NODES, UserInfo.GROUP_AUTHENTICATED), Map.of()));
        String signer = CLIENTS + "-kubelet";

        node.post(REQUESTS, request(name, signer, "CN=system:node:other,O=system:nodes"))
                .refused(403, "Forbidden", "can only create a node CSR with CN=system:node:" + name);
        node.post(REQUESTS, request(name, signer, "CN=system:node:" + name + ",O=system:nodes"))
                .expect(201);
    }

    @Test
    void a_verdict_and_a_certificate_need_the_right_to_the_signer() throws Exception {
        String name = RunningApi.namespace();
        admin.post(REQUESTS, request(name, CLIENTS, "CN=x")).expect(201);
        admin.post(
                        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                        "{metadata: {name: " + name
                                + "}, rules: [{apiGroups: [certificates.k8s.io], verbs: [get, patch,"
                                + " update], resources: [certificatesigningrequests, certificatesigningrequests/approval,"
                                + " certificatesigningrequests/status]}]}")
                .expect(201);
        admin.post(
                        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                        "{metadata: {name: " + name
                                + "}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole,"
                                + " name: " + name + "}, subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io,"
                                + " name: " + name + "}]}")
                .expect(201);
        Client clerk = RunningApi.client(new UserInfo(name, "", Set.of(UserInfo.GROUP_AUTHENTICATED), Map.of()));

        clerk.merge(
                        REQUESTS + "/" + name + "/approval",
                        "{status: {conditions: [{type: Approved, status: 'True', reason: R, message: m}]}}")
                .refused(
                        403, "Forbidden", "user not permitted to approve requests with signerName \"" + CLIENTS + "\"");
        clerk.merge(
                        REQUESTS + "/" + name + "/status",
                        "{status: {conditions: [{type: Failed, status: 'True', reason: R, message: m}]}}")
                .refused(403, "Forbidden", "user not permitted to sign requests with signerName \"" + CLIENTS + "\"");
    }
}
