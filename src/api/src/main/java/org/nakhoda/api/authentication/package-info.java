/** Questions about who somebody is: the authentication.k8s.io group. */
package org.nakhoda.api.authentication;
