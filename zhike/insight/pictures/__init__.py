"""The pictures of insight: each reads the kept tables of a run and says what they show, in charts, tables and words."""

from zhike.insight.pictures.abc import ABC
from zhike.insight.pictures.ageing import AGEING
from zhike.insight.pictures.anomalies import ANOMALIES
from zhike.insight.pictures.baskets import BASKETS
from zhike.insight.pictures.churn import CHURN
from zhike.insight.pictures.churn_risk import CHURN_RISK
from zhike.insight.pictures.clusters import CLUSTERS
from zhike.insight.pictures.clv import CLV
from zhike.insight.pictures.cohorts import COHORTS
from zhike.insight.pictures.equity import EQUITY
from zhike.insight.pictures.forecast import FORECAST
from zhike.insight.pictures.lifetime import LIFETIME
from zhike.insight.pictures.loyalty import LOYALTY
from zhike.insight.pictures.matrix import MATRIX
from zhike.insight.pictures.paretonbd import PARETONBD
from zhike.insight.pictures.recommend import RECOMMEND
from zhike.insight.pictures.signals import SIGNALS
from zhike.insight.pictures.survival import SURVIVAL

PICTURES = {
    picture.name: picture
    for picture in (
        *(CLV, LIFETIME, PARETONBD, EQUITY, MATRIX, ABC, COHORTS),
        *(SURVIVAL, CHURN, CHURN_RISK),
        *(FORECAST, BASKETS, RECOMMEND, CLUSTERS, LOYALTY, ANOMALIES, AGEING, SIGNALS),
    )
}
