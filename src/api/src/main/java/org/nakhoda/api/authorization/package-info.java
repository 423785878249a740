/** Questions about what somebody may: the authorization.k8s.io group. */
package org.nakhoda.api.authorization;
