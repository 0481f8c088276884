"""Multinomial logistic regression by scikit-learn and, independently, by scipy, for LinearProbeTests.

python3 probes.py > probes.json (Debian: python3-sklearn, python3-scipy)
"""
import json
import sys

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression


def data(rows, width, classes):
    features = np.array([[np.sin(1.3 * (i + 1) * (j + 2)) + 0.4 * j * np.cos(0.7 * i) for j in range(width)] for i in range(rows)])
    labels = np.array([(i * i + i // 3) % classes for i in range(rows)])
    features[labels == 1, 0] += 1.5
    return features, labels


def scipy_probabilities(x, labels, classes, penalty):
    onehot = np.eye(classes)[labels]

    def loss(flat):
        weights, biases = flat[:-classes].reshape(-1, classes), flat[-classes:]
        scores = x @ weights + biases
        top = scores.max(1, keepdims=True)
        logsum = (top + np.log(np.exp(scores - top).sum(1, keepdims=True)))[:, 0]
        shares = np.exp(scores - logsum[:, None]) - onehot
        value = (logsum - scores[np.arange(len(labels)), labels]).sum() + penalty / 2 * (weights**2).sum()
        return value, np.concatenate([(x.T @ shares + penalty * weights).ravel(), shares.sum(0)])

    best = minimize(loss, np.zeros(x.shape[1] * classes + classes), jac=True, method="BFGS", options={"gtol": 1e-10, "maxiter": 100000})
    scores = x @ best.x[:-classes].reshape(-1, classes) + best.x[-classes:]
    shares = np.exp(scores - scores.max(1, keepdims=True))
    return best.fun, shares / shares.sum(1, keepdims=True)


cases = []
for rows, width, classes, penalty in [(40, 6, 3, 1.0), (40, 6, 3, 0.01), (18, 50, 4, 0.5), (60, 3, 2, 10.0)]:
    features, labels = data(rows, width, classes)
    x = (features - features.mean(0)) / features.std(0)
    model = LogisticRegression(C=1 / penalty, multi_class="multinomial", tol=1e-12, max_iter=1000, solver="newton-cg").fit(x, labels)
    by_sklearn = model.predict_proba(x) if classes > 2 else None
    value, by_scipy = scipy_probabilities(x, labels, classes, penalty)
    if by_sklearn is not None:
        print(rows, width, "sklearn and scipy differ by", np.abs(by_sklearn - by_scipy).max(), file=sys.stderr)
    cases.append({"rows": rows, "width": width, "classes": classes, "penalty": penalty, "loss": value, "probabilities": by_scipy.round(12).tolist()})
print(json.dumps(cases))
