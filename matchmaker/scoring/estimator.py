"""Logistic regression around an informative prior, with weights whose sign is known.

Imported only where something is fitted: scikit-learn takes seconds to load.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from matchmaker.scoring.ranker import probability

Doubles = NDArray[np.float64]


class PriorLogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Maximum a posteriori logistic regression for two classes.

    The penalty is the negative log of independent normal priors: ``(w - prior_mean)^2 / (2 spread^2)``
    summed over weights, so that with no data the prior itself comes back, and each outcome moves a weight
    only as far as it is free to move.

    Parameters
    ----------
    prior_mean : array-like of shape (n_features,), default=None
        Mean of the prior on each weight; zeros when None.
    prior_spread : float or array-like of shape (n_features,), default=1.0
        Standard deviation of the prior on each weight, in log-odds per unit of the feature.
    signs : array-like of shape (n_features,), default=None
        +1 where a weight must not be negative, -1 where it must not be positive, 0 where it is free.
    prior_intercept : float, default=0.0
    intercept_spread : float, default=10.0

    Attributes
    ----------
    coef_ : ndarray of shape (1, n_features)
    intercept_ : ndarray of shape (1,)
    classes_ : ndarray of shape (2,)
    n_features_in_ : int

    Examples
    --------
    >>> import numpy as np
    >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    >>> model = PriorLogisticRegression(prior_mean=[1.0], prior_spread=0.1).fit(X, y)
    >>> bool(abs(model.coef_[0, 0] - 1.0) < 0.1)
    True
    """

    def __init__(
        self,
        prior_mean: ArrayLike | None = None,
        prior_spread: ArrayLike = 1.0,
        signs: ArrayLike | None = None,
        prior_intercept: float = 0.0,
        intercept_spread: float = 10.0,
    ) -> None:
        self.prior_mean = prior_mean
        self.prior_spread = prior_spread
        self.signs = signs
        self.prior_intercept = prior_intercept
        self.intercept_spread = intercept_spread

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:  # noqa: N803
        """Fit to ``X`` (n_samples, n_features) and the two classes of ``y`` (n_samples,).

        ``sample_weight`` (n_samples,) scales the evidence of each row. Raises ValueError on any other
        number of classes, on non-finite input, on weights that are all zero and on a prior of another shape.
        """
        features, target = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(target)
        self.classes_ = np.unique(target)
        if len(self.classes_) != 2:
            raise ValueError(
                "Only binary classification is supported: "
                f"two classes are needed, the target has {len(self.classes_)} class"
            )
        positive = (target == self.classes_[1]).astype(np.float64)
        weights = _check_sample_weight(sample_weight, features, dtype=np.float64)
        if not weights.any():
            raise ValueError("all sample weights are zero: there is nothing to learn from")
        solution = self._maximise(features, positive, weights)
        self.intercept_, self.coef_ = solution[:1], solution[None, 1:]
        return self

    def decision_function(self, X: ArrayLike) -> Doubles:  # noqa: N803
        """Log-odds of the second class, shape (n_samples,)."""
        check_is_fitted(self)
        features = validate_data(self, X, dtype=np.float64, reset=False)
        return np.asarray(features @ self.coef_[0] + self.intercept_[0])

    def predict_proba(self, X: ArrayLike) -> Doubles:  # noqa: N803
        """Probabilities of both classes, shape (n_samples, 2)."""
        second = probability(self.decision_function(X))
        return np.stack([1 - second, second], axis=1)

    def predict(self, X: ArrayLike) -> NDArray[Any]:  # noqa: N803
        """The likelier class of each row, shape (n_samples,)."""
        second = self.decision_function(X) > 0
        return np.asarray(self.classes_[second.astype(np.intp)])

    def _maximise(self, features: Doubles, positive: Doubles, weights: Doubles) -> Doubles:
        count = features.shape[1]
        mean = np.concatenate([[self.prior_intercept], self._spread_over(self.prior_mean, 0.0, count)])
        spread = np.concatenate([[self.intercept_spread], self._spread_over(self.prior_spread, 1.0, count)])
        signs = self._spread_over(self.signs, 0.0, count)
        table = np.column_stack([np.ones(len(features)), features])

        def loss(solution: Doubles) -> tuple[float, Doubles]:
            odds = table @ solution
            away = (solution - mean) / spread
            value = weights @ (np.logaddexp(0.0, odds) - positive * odds) + 0.5 * away @ away
            slope = table.T @ (weights * (probability(odds) - positive)) + away / spread
            return float(value), slope

        low = [None, *(0.0 if sign > 0 else None for sign in signs)]
        high = [None, *(0.0 if sign < 0 else None for sign in signs)]
        bounds = list(zip(low, high, strict=True))
        found = minimize(loss, mean, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
        return np.asarray(found.x)

    @staticmethod
    def _spread_over(value: ArrayLike | None, default: float, count: int) -> Doubles:
        """A scalar or array parameter as an array of shape (count,); ValueError when it does not fit."""
        given = np.asarray(default if value is None else value, dtype=np.float64)
        return np.array(np.broadcast_to(given, (count,)))
