/** LimitRanger: what single containers, pods and claims may ask for, and what containers ask for that say nothing. */
package org.nakhoda.apiserver.admission.limitrange;
