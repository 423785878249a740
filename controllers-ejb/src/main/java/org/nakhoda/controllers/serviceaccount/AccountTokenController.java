package org.nakhoda.controllers.serviceaccount;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.client.write.Deletion;
import org.nakhoda.controllers.ControllerContext;

/**
 * Fills Secrets of the type {@code kubernetes.io/service-account-token} with a token of the account that they name, good
 * for as long as both exist, and removes those whose account does not exist. Keys are Secrets.
 */
public final class AccountTokenController implements Reconciler<ObjectName> {
    private static final String TYPE = "kubernetes.io/service-account-token";
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
    private static final String TOKEN = "token";
    private static final String AUTHORITY = "ca.crt";
    private static final String NAMESPACE = "namespace";
    /** The longest that can be asked for: more than a century. */
    private static final long LIFETIME_SECONDS = 1L << 32;

    private final Lister<Secret> secrets;
    private final Lister<ServiceAccount> accounts;
    private final KubernetesClient client;
    private final Optional<String> authority;

    private AccountTokenController(
            Lister<Secret> secrets,
            Lister<ServiceAccount> accounts,
            KubernetesClient client,
            Optional<String> authority) {
        this.secrets = secrets;
        this.accounts = accounts;
        this.client = client;
        this.authority = authority;
    }

    /** @param client of the controller manager itself: as in Kubernetes, this controller has no account of its own */
    public static ControllerRunner<ObjectName> runner(ControllerContext context, KubernetesClient client) {
        Informer<Secret> secrets = context.informers().selected(Secret.class, Map.of("type", TYPE));
        Informer<ServiceAccount> accounts = context.informers().of(ServiceAccount.class);
        AccountTokenController controller = new AccountTokenController(
                secrets, accounts, client, context.facts().certificateAuthority());
        return context.runner("serviceaccount-token", controller)
                .fedBy(Feed.of(secrets))
                .fedBy(Feed.of(accounts, controller::secretsOf))
                .build();
    }

    private Stream<ObjectName> secretsOf(ServiceAccount account) {
        String name = account.getMetadata().getName();
        return secrets.inNamespace(account.getMetadata().getNamespace()).stream()
                .filter(secret -> name.equals(annotation(secret, ACCOUNT)))
                .map(ObjectName::of);
    }

    private static String annotation(Secret secret, String name) {
        Map<String, String> annotations = secret.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Secret> found = secrets.get(key).filter(secret -> !Owners.isTerminating(secret));
        if (found.isPresent()) {
            Secret secret = found.get();
            Optional<ServiceAccount> account = account(secret);
            if (account.isPresent()) {
                fill(secret, account.get());
            } else {
                Deletion.plain().of(secret, client);
            }
        }
        return Result.done();
    }

    /** Asks the API before it takes an account for gone: what was made with the Secret may not have been seen yet. */
    private Optional<ServiceAccount> account(Secret secret) {
        String namespace = secret.getMetadata().getNamespace();
        String name = annotation(secret, ACCOUNT);
        return accounts.get(new ObjectName(namespace, name))
                .filter(account -> isMeant(secret, account))
                .or(() -> Optional.ofNullable(client.serviceAccounts()
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                        .filter(account -> isMeant(secret, account)));
    }

    private static boolean isMeant(Secret secret, ServiceAccount account) {
        String uid = annotation(secret, ACCOUNT_UID);
        return uid.isEmpty() || uid.equals(account.getMetadata().getUid());
    }

    private void fill(Secret secret, ServiceAccount account) {
        Map<String, String> present = secret.getData() == null ? Map.of() : secret.getData();
        Map<String, String> data = new HashMap<>(present);
        authority.ifPresent(certificates -> data.put(AUTHORITY, encoded(certificates)));
        data.put(NAMESPACE, encoded(secret.getMetadata().getNamespace()));
        String uid = account.getMetadata().getUid();
        if (data.containsKey(TOKEN)
                && data.equals(present)
                && annotation(secret, ACCOUNT_UID).equals(uid)) {
            return;
        }
        data.computeIfAbsent(TOKEN, missing -> encoded(token(secret, account)));
        client.resource(new SecretBuilder(secret)
                        .editMetadata()
                        .addToAnnotations(ACCOUNT_UID, uid)
                        .endMetadata()
                        .withData(data)
                        .build())
                .update();
    }

    private String token(Secret secret, ServiceAccount account) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(LIFETIME_SECONDS)
                .withNewBoundObjectRef()
                .withApiVersion("v1")
                .withKind("Secret")
                .withName(secret.getMetadata().getName())
                .withUid(secret.getMetadata().getUid())
                .endBoundObjectRef()
                .endSpec()
                .build();
        return client.serviceAccounts()
                .inNamespace(account.getMetadata().getNamespace())
                .withName(account.getMetadata().getName())
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
