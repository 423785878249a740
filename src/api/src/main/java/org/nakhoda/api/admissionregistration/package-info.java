/** Who else changes or judges writes, by webhook or by expression: the admissionregistration.k8s.io group. */
package org.nakhoda.api.admissionregistration;
