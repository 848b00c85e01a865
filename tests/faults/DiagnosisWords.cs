namespace ChatAspire.Tests.Faults;

/// <summary>The words of the tables in <c>docs/diagnosis.md</c>, in one language.</summary>
internal sealed record DiagnosisWords(
    string Lab, string Local, string All, string Cases, string Processors, string Load, string SummaryHead, string FaultHead,
    string ControlHead, string Right, string Partly, string Wrong, string NoTrouble, string Yes, string No)
{
    public static readonly DiagnosisWords English = new(
        "Lab", "This machine", "Both", "cases:", "processors:", "load average:",
        "| part | faults | right | partly | wrong | false alarms / controls | place: precision / recall / F1 "
            + "| cause: precision / recall / F1 | healed | seconds: median / longest |",
        "| fault | network | place | cause | named | healed | seconds |",
        "| control | network | result | seconds |",
        "right", "partly", "wrong", "no trouble", "yes", "no");

    public static readonly DiagnosisWords Japanese = new(
        "ラボ", "このマシン", "両方", "件数:", "プロセッサ:", "ロードアベレージ:",
        "| 部分 | 故障 | 正しい | 一部 | 誤り | 誤報 / 正常例 | 場所: 適合率 / 再現率 / F1 | 原因: 適合率 / 再現率 / F1 "
            + "| 直った | 秒: 中央値 / 最長 |",
        "| 故障 | ネットワーク | 場所 | 原因 | 名指し | 直った | 秒 |",
        "| 正常例 | ネットワーク | 結果 | 秒 |",
        "正しい", "一部", "誤り", "異常なし", "はい", "いいえ");
}
