namespace ChatAspire.Lab.Lessons;

/// <summary>The fixed texts of all lessons, in one language.</summary>
/// <param name="Language">The value of <c>--lang</c>.</param>
/// <param name="Shell">Shown below every introduction: the way in which commands are run.</param>
/// <param name="InChapter">Shown above a command as the chapter prints it, if the lesson runs another command instead.</param>
/// <param name="UpRan">Shown above the command that <c>up</c> ran.</param>
/// <param name="NotInChapter">Marks a command that is not in the chapter's list.</param>
/// <param name="Terminal">Marks the command that listens (terminal 1) and those that run meanwhile (terminal 2); {0} is the number.</param>
/// <param name="Silent">Shown in place of empty output.</param>
/// <param name="Prompt">The prompt before each item.</param>
/// <param name="End">Shown at the end, after the hosts are restored.</param>
/// <param name="MadeBy">A note below a document's title with the command that writes the document; {0} is the section.</param>
internal sealed record LessonWords(
    string Language, string Shell, string InChapter, string UpRan, string NotInChapter, string Terminal, string Silent, string Prompt,
        string End, string MadeBy)
{
    private static readonly LessonWords English = new(
        "en",
        "Commands run as the chapter prints them, with four exceptions: `sudo` does nothing, because every command of a lab runs "
            + "as root; `docker exec -ti` loses its `-i`, because there is no input; commands that would never end are stopped; and "
            + "everything a lesson creates is labelled, so that it can be removed. Where another command runs, the chapter's is "
            + "shown above it.",
        "In the chapter:", "`up` ran:", "not in the chapter's list", "terminal {0}", "(prints nothing)",
        "Enter: run   q: quit ", "Everything this lesson created on the hosts has been removed.",
        "Commands and output are from a real lab: `chatlab lesson {0} --markdown FILE` writes this page.");

    private static readonly LessonWords Japanese = new(
        "ja",
        "コマンドは本に書かれたとおりに実行されます。ただし、ラボのコマンドはすべて root で動くので `sudo` は無視され、入力する人がいないので `docker exec -ti` の `-i` は省かれます。"
            + "終わらないコマンドは途中で止めます。レッスンが作るものには、あとで取り除けるように目印を付けます。本と違うコマンドを実行するときは、本のコマンドを先に示します。",
        "本では:", "`up` が実行したもの:", "本の一覧にはないコマンド", "ターミナル {0}", "（何も表示されません）",
        "Enter: 実行   q: 終了 ", "このレッスンがホストに作ったものは、すべて削除しました。",
        "コマンドと出力は実際のラボのものです。`chatlab lesson {0} --markdown FILE` でこのページを作れます。");

    private static readonly string[] Locale = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>The texts in all languages.</summary>
    public static readonly IReadOnlyList<LessonWords> All = [English, Japanese];

    /// <summary>The language of the user's locale, from the variables in POSIX's order: "ja", otherwise "en".</summary>
    // ja_JP.UTF-8
    public static string Default => Locale.Select(Environment.GetEnvironmentVariable)
        .FirstOrDefault(value => !string.IsNullOrEmpty(value))?.StartsWith("ja", StringComparison.OrdinalIgnoreCase) == true
            ? Japanese.Language : English.Language;

    /// <summary>Returns the texts in a language.</summary>
    /// <param name="language">The language of one of <see cref="All"/>.</param>
    public static LessonWords In(string language) => All.Single(words => words.Language == language);
}
