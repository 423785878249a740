/**
 * The objects that every cluster has from its first moment: namespaces, RBAC's default roles and bindings, priority
 * classes, and the services of the API and of DNS. Missing ones are made again at each start.
 */
package org.nakhoda.apiserver.bootstrap;
