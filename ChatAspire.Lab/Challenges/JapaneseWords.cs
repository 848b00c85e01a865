namespace ChatAspire.Lab.Challenges;

/// <summary>The fixed texts of challenges in Japanese.</summary>
internal static class JapaneseWords
{
    public static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>
    {
        // Activities
        ["connecting"] = "ラボに接続しています…",
        ["looking"] = "ホストを調べています…",
        ["breaking"] = "チャレンジを準備しています…",
        ["checking"] = "ホストを調べ、通信を試しています…",
        ["walking"] = "パケットを追っています…",
        ["up"] = "ラボがそろっていないので、`up` を実行しています…",
        ["restoring"] = "ホストを元に戻しています…",
        ["waiting"] = "チャットが動くのを待っています…",

        // Traffic
        ["no-connection"] = "{0} から {1} に接続できません。",
        ["no-health"] = "{0} は正常ではありません。自分のホストの中でも応答しないか、Redis を使えません。",
        ["no-outside"] = "{0} からラボの外のアドレスに届きません。",
        ["no-answer"] = "{0} が {1} で応答しません。",
        ["no-ping"] = "{0} から {1} への ping に返事がありません。",
        ["no-long-ping"] = "{0} から {1} への {2} バイトの ping に返事がありません。",
        ["no-message"] = "{0} に書いた長いメッセージが {1} に届きません。",
        ["no-walk"] = "{0} から {1} への walk で、届かないパケットがあります。",
        ["no-walk-outside"] = "外から {0} へのリクエストで、届かないパケットがあります。",
        ["cause"] = "原因はまだ残っています。",
        ["cause-hidden"] = "通信は通りますが、原因はまだ残っています。取り除かずに迂回したか、ときどきしか現れない原因です。",

        // State
        ["left-firewall"] = "{0}: ファイアウォールが元と違います（足りない行 {1}、増えた行 {2}）。直し方が広すぎました。",
        ["left"] = "{0}: {1}が元と違います（{2}）。直し方が広すぎました。",
        ["lab-step"] = "{0}: ラボ自身の検査のうち {1} 個が失敗しています。`chatlab status` で見られます。",

        // Hints
        ["advice-solved"] = "最後の check では、何も残っていませんでした。終えるには: chatlab challenge reset",
        ["advice-nothing"] = "ホストには、あなたが変えたものは何も残っていません。",
        ["advice-check"] = "原因はなくなったようです。確かめてください: chatlab challenge check",
        ["advice-gone"] = "原因はなくなりましたが、最後の check はほかのことも見つけました。",
        ["advice-left"] = "{1} の{0}がまだ元と違います。要らない変更は元に戻してください。",
        ["advice-near"] = "{1} の{0}を変えましたね。ホストは合っていますが、それでは直りませんでした。",
        ["advice-elsewhere"] = "{1} の{0}を変えましたね。原因はそのホストにはありません。",
        ["advice-restarted"] = "{0} を再起動しましたね。原因はそれでは消えませんでした。",
        ["advice-last"] = "最後の check の結果:",
        ["hint"] = "ヒント {0}/{1}",

        // Reset
        ["reset-up"] = "ラボがそろっていなかったので、`up` が足りないものを作りました。",
        ["reset-repaired"] = "{0}: ほかの変更も元に戻しました。",
        ["reset-left"] = "{0} は元とまったく同じではありません。作り直したものは ID などが変わっています。動くかどうかは `chatlab verify` で確かめられます。",

        // Kinds
        ["kind-firewall"] = "ファイアウォール",
        ["kind-address"] = "アドレス",
        ["kind-container"] = "コンテナ",
        ["kind-fdb"] = "転送エントリ",
        ["kind-link"] = "デバイス",
        ["kind-neigh"] = "近隣エントリ",
        ["kind-network"] = "Docker ネットワークの一覧",
        ["kind-process"] = "プロセス",
        ["kind-qdisc"] = "キュー",
        ["kind-redis"] = "Redis のアクセス制御",
        ["kind-route"] = "経路",
        ["kind-rule"] = "ポリシールール",
        ["kind-sysctl"] = "カーネルの設定",

        // Output of the commands
        ["level"] = "レベル {0}",
        ["started"] = "チャレンジ {0}（レベル {1}、シード {2}）。ラボは今、壊れています。",
        ["next"] = "理由を調べて直してください: chatlab ssh、inspect、walk、status。直したら: chatlab challenge check（ほかに hint、solution、reset）。",
        ["dashboard"] =
            "ダッシュボードでは: `chatlab ssh` はホストの Terminal、`walk` は Walk…、`inspect` は Inspect、`check`・`hint`・`solution`・`reset` は Challenge… です。",
        ["solved"] = "✓ 解決: {0}、check {1} 回、ヒント {2} 回。終えるには: chatlab challenge reset",
        ["not-solved"] = "✗ まだ解決していません（{0} 件）。",
        ["reset"] = "✓ チャレンジ {0} を終え、ラボを元に戻しました。",
        ["reset-failed"] = "✗ チャレンジ {0} は終わりましたが、ラボが動きません。`chatlab up` を実行してください。",
        ["mark-solved"] = "解決",
        ["mark-running"] = "実行中",
        ["mark-tried"] = "未解決",
        ["seconds"] = "{0} 秒",
        ["minutes"] = "{0} 分 {1} 秒",

        // Report
        ["report-title"] = "ラボ {0} のチャレンジ",
        ["report-name"] = "名前",
        ["report-time"] = "作成",
        ["report-challenge"] = "チャレンジ",
        ["report-level"] = "レベル",
        ["report-seed"] = "シード",
        ["report-started"] = "開始",
        ["report-result"] = "結果",
        ["report-solved"] = "{0} で解決",
        ["report-open"] = "未解決",
        ["report-given-up"] = "未解決、{0} で終了",
        ["report-checks"] = "check",
        ["report-hints"] = "ヒント",
        ["report-solution"] = "解答を {0} 後に見た。",
        ["report-attempt"] = "{0} 後の check",
        ["report-hint"] = "{1} 後のヒント {0}",
        ["report-ok"] = "残りなし: 解決",
    };
}
