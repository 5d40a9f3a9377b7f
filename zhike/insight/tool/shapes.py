"""The shapes of files that hold something else than orders: baskets, series, invoices, people."""

from zhike.insight.tool.columns import AMOUNT, CUSTOMER, DATE, ORDER, PRODUCT, Shape, column

BASKETS = Shape(
    "baskets",
    (
        column("basket", "identifier", "basket id, transaction, ticket, 购物篮, 小票", *ORDER.synonyms),
        column("item", "identifier", "items", "product", *PRODUCT.synonyms),
        column("quantity", "number", "qty, units, 数量, 购买数量, 销售数量, 件数"),
        DATE,
    ),
    needs=((("basket",),), (("item",),)),
    may_be_blank=frozenset(["basket", "item"]),
    in_full={"order": "basket"},
)
SERIES = Shape(
    "series",
    (
        column("series", "text", "series id, item, product, store, unique id, 序列, 商品, 门店"),
        column("period", "text", "month, week, quarter, year, ds, 月份, 期间, 周, 季度", *DATE.synonyms),
        column("value", "number", "y, turnover, quantity, 数值, 销量, 数量", *AMOUNT.synonyms),
    ),
    needs=((("period",),), (("value",),)),
    may_be_blank=frozenset(["value"]),
)
INVOICES = Shape(
    "invoices",
    (
        column("invoice", "identifier", "invoice number, invoice no, invoice id, document, 发票号, 单据编号, 单号"),
        CUSTOMER,
        column("date", "day", "invoice date, invoiced on, issued on, 开票日期, 单据日期, 发票日期, 日期"),
        AMOUNT,
        column("due", "day", "due date, due on, 到期日, 应付日期, 到期日期"),
        column("settled", "day", "settled date, paid on, payment date, settled on, 结清日期, 付款日期, 收款日期"),
        column("disputed", "truth", "is disputed, 争议"),
        column("currency", "text", "currency code, 币种, 货币"),
    ),
    needs=((("invoice",),), (("customer",),), (("date",),), (("amount",),)),
)
PAPERS = Shape(
    "papers",
    (
        column("paper", "identifier", "paper, receipt number, payment id, invoice number, quote", *ORDER.synonyms),
        column("kind", "text", "kind, type, document type, 单据类型, 种类, 类型"),
        CUSTOMER,
        DATE,
        AMOUNT,
        column("currency", "text", "currency code, 币种, 货币"),
        column(
            "seller", "text", "sales person, salesperson, sales rep, owner, employee, 销售, 销售人员, 业务员, 负责人"
        ),
        column("payer", "text", "payer name, paid by, 付款人, 付款方, 对方户名"),
        column("reference", "text", "bank reference, bank text, remittance, 流水号, 附言, 摘要"),
        column("against", "identifier", "refund of, returns, original, original document, 原单号, 原单据"),
        PRODUCT,
        column("quantity", "number", "qty, units, 数量, 购买数量, 销售数量, 件数"),
        column(
            "listed", "number", "list amount, list total, before discount, gross amount, 原价金额, 折前金额, 标价金额"
        ),
    ),
    needs=((("date",),), (("amount",),)),
    in_full={"order": "paper"},
)
TRANSACTIONS = Shape(
    "transactions",
    (
        column(
            "transaction",
            "identifier",
            "transaction id, tx id, payment, payment id, 交易, 交易号, 交易编号, 流水号, 支付单号",
        ),
        column(
            "date",
            "moment",
            "tx datetime, 支付时间",
            *DATE.synonyms,
        ),
        column("customer", "identifier", "card, card number, account, payer, 卡号, 账号, 付款方", *CUSTOMER.synonyms),
        column(
            "terminal",
            "identifier",
            "terminal id, merchant, counterparty, payee, 终端, 终端号, 商户, 商户号, 收款方, 对方账号",
        ),
        AMOUNT,
        column("fraud", "truth", "is fraud, tx fraud, fraud flag, label, 欺诈, 是否欺诈, 欺诈标记"),
        column("currency", "text", "currency code, 币种, 货币"),
    ),
    needs=((("date",),), (("customer",),), (("terminal",),), (("amount",),)),
)
ANSWER = column("answer", "text", "answered, response, responded, target, label, y, 响应, 是否响应, 结果")
CONTACTS = Shape(
    "contacts",
    (
        column("contacts", "number", "number of contacts, calls, campaign, times, 联系次数, 触达次数, 拨打次数"),
        ANSWER,
    ),
    needs=((("contacts",),), (("answer",),)),
    may_be_blank=frozenset(["contacts", "answer"]),
)
PEOPLE = Shape(
    "people",
    (
        column("person", "identifier", "id, prospect, lead, contact id", *CUSTOMER.synonyms),
        ANSWER,
        column("contacted", "text", "treated, treatment, 是否联系, 是否触达"),
        column("day", "day", "contacted on, 联系日期, 触达日期"),
    ),
    needs=((("person",),), (("answer",),)),
    may_be_blank=frozenset(["answer"]),
    told_only=frozenset(["contacted", "day"]),
    takes_rest=True,
)
