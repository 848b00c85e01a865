namespace ChatAspire.Lab.Lessons;

/// <summary>What a lesson says around its items, in one language.</summary>
/// <param name="Language">As <c>--lang</c> takes it.</param>
/// <param name="Shell">Below every introduction: how commands are run.</param>
/// <param name="InChapter">Above the chapter's command, where another is run.</param>
/// <param name="UpRan">Above what <c>up</c> ran.</param>
/// <param name="NotInChapter">Beside a command that the chapter's list does not have.</param>
/// <param name="Terminal">Marks the command that listens, and those that run meanwhile; {0} is 1 or 2.</param>
/// <param name="Silent">In place of an output that is empty.</param>
/// <param name="GoOn">What the reader can do now.</param>
/// <param name="End">When all is shown and the hosts are as before.</param>
/// <param name="Made">Below a document's title: how it was made; {0} is the section.</param>
internal sealed record LessonWords(
    string Language, string Shell, string InChapter, string UpRan, string NotInChapter, string Terminal, string Silent, string GoOn, string End, string Made)
{
    private static readonly LessonWords English = new(
        "en",
        "Commands run as the chapter types them, with these exceptions: `sudo` changes nothing, because every command of a lab is root's; `docker exec -ti` "
            + "goes without its `-i`, because nobody types into it; what would run for ever is ended; and what a lesson makes is marked, so that it can be "
            + "removed again. Where another command is run than the chapter's, the chapter's stands above it.",
        "In the chapter:", "`up` ran:", "not in the chapter's list", "terminal {0}", "(prints nothing)",
        "Enter: run it   q: stop ", "What this lesson made on the hosts is removed again.",
        "Commands and outputs are from a real lab: `chatlab lesson {0} --markdown FILE` makes this page.");

    private static readonly LessonWords Japanese = new(
        "ja",
        "コマンドは本に書かれたとおりに実行されます。ただし、ラボのコマンドはすべて root で動くので `sudo` は無視され、入力する人がいないので `docker exec -ti` の `-i` は省かれます。"
            + "終わらないコマンドは途中で止めます。レッスンが作るものには、あとで取り除けるように目印を付けます。本と違うコマンドを実行するときは、本のコマンドを先に示します。",
        "本では:", "`up` が実行したもの:", "本の一覧にはないコマンド", "ターミナル {0}", "（何も表示されません）",
        "Enter: 実行   q: 終了 ", "このレッスンがホストに作ったものは、すべて削除しました。",
        "コマンドと出力は実際のラボのものです。`chatlab lesson {0} --markdown FILE` でこのページを作れます。");

    private static readonly string[] Locale = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>The languages there are.</summary>
    public static readonly IReadOnlyList<LessonWords> All = [English, Japanese];

    /// <summary>What the user's locale asks for, in the order that POSIX gives the variables; else English.</summary>
    // ja_JP.UTF-8
    public static string Default => Locale.Select(Environment.GetEnvironmentVariable)
        .FirstOrDefault(value => !string.IsNullOrEmpty(value))?.StartsWith("ja", StringComparison.OrdinalIgnoreCase) == true ? Japanese.Language : English.Language;

    /// <param name="language">One of <see cref="All"/>'s.</param>
    public static LessonWords In(string language) => All.Single(words => words.Language == language);
}
