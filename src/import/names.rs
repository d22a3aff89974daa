//! What columns are called: in English, Spanish, Portuguese, German, French and Japanese.

/// What a column holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The notes; the lower, the surer.
    Text(usize),
    /// Who wrote them.
    Author,
    /// The group that people put them in. Where no other column holds notes, this may.
    Cluster,
    /// Their support.
    Votes,
    /// How many agree.
    Agrees,
    /// How many disagree.
    Disagrees,
    /// Something that is known and no note: numbers, times, addresses, states.
    Other,
}

/// Names of the notes' column; what stands first wins over what comes later.
const TEXT: [&str; 21] = [
    "text texts texto textos texte textes テキスト 本文",
    "note notes nota notas notiz notizen ノート メモ",
    "idea ideas idée idées ideia ideias idee ideen アイデア アイディア",
    "comment comments comentario comentarios comentário comentários commentaire commentaires kommentar kommentare コメント",
    "comment_body body",
    "card cards tarjeta carte cartes cartão karte karten カード",
    "sticky sticky_note post_it postit haftnotiz 付箋 ふせん",
    "content contents contenido conteúdo contenu inhalt 内容",
    "message messages mensaje mensagem nachricht メッセージ",
    "statement statements thought thoughts beitrag beiträge aporte contribution contribución contribuição 発言",
    "suggestion suggestions sugerencia sugerencias sugestão sugestões vorschlag vorschläge proposal proposals propuesta propuestas proposta propostas 提案",
    "question questions pregunta preguntas pergunta perguntas frage fragen 質問",
    "answer answers response responses respuesta respuestas resposta respostas réponse réponses antwort antworten 回答",
    "feedback opinion opinions opinión opinión opinião avis meinung 意見",
    "reflection reflections remark remarks remarque anmerkung observation observations 感想",
    "need needs problem problems issue issues 課題",
    "item items action_item action_items entry point",
    "title título titulo titre titel タイトル 題名",
    "subject summary asunto assunto betreff sujet resumen resumo résumé zusammenfassung 概要 件名",
    "description descripción descripcion descrição descricao beschreibung 説明",
    "quote quotes",
];

const CLUSTER: &str = "cluster clusters group groups grupo grupos groupe groupes gruppe gruppen グループ category categories categoría categoria categorias \
catégorie catégories kategorie kategorien カテゴリ カテゴリー 分類 theme themes tema temas thème thèmes thema themen テーマ column columna coluna colonne spalte 列 \
label labels etiqueta etiquetas étiquette étiquettes ラベル topic topics トピック 話題 list lista liste リスト section sección seção abschnitt track tag tags タグ bucket area área \
bereich reflectiongroup affinity_group";

const AUTHOR: &str = "author authors autor autora autores auteur auteurs autorin verfasser verfasserin 作者 著者 投稿者 by created_by createdby submitted_by posted_by written_by \
name nombre nome nom 名前 氏名 user username user_name usuario usuário utilisateur benutzer ユーザー participant participante teilnehmer teilnehmerin 参加者 author_id login handle";

const VOTES: &str = "votes vote likes like upvotes upvote up_votes score points point stars dots support 👍 voto votos voix stimmen stimme punkte punkt puntos pontos \
me_gusta j_aime gefällt 票 票数 投票 投票数 いいね 得票数 vote_count votes_count votecount number_of_votes";

const AGREES: &str = "agrees agree for yes pro pour a_favor de_acuerdo zustimmung 賛成";
const DISAGREES: &str =
    "disagrees disagree against no contra contre en_contra em_contra dagegen ablehnung 反対";

const OTHER: &str = "id ids nr no. number # key comment_id timestamp zeitstempel タイムスタンプ marca_temporal carimbo_de_data_hora horodateur datetime date fecha datum \
日付 日時 time hora zeit heure 時間 created created_at createdat created_date createddate updated updated_at updatedat url link links enlace lien status state estado statut \
状態 completed complete done moderated owner owners owner_s assignee assigned_to color colour farbe couleur 色 change rank order position x y width height email e_mail \
email_address correo メールアドレス percentage percent prompt type types";

/// A name in the form it is looked up: words in lower case, `_` between them.
pub(super) fn plain(header: &str) -> String {
    let mut out = String::new();
    for word in header
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '👍' | '#'))
        .filter(|word| !word.is_empty())
    {
        if !out.is_empty() {
            out.push('_');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// What a column of exactly this name holds.
pub(super) fn exact(header: &str) -> Option<Role> {
    // No name is longer, but whole notes come here.
    if header.len() > 60 {
        return None;
    }
    let name = plain(header);
    let is = |list: &str| !name.is_empty() && list.split_whitespace().any(|known| known == name);
    let text = TEXT.iter().position(|list| is(list)).map(Role::Text);
    text.or_else(|| {
        [
            (CLUSTER, Role::Cluster),
            (AUTHOR, Role::Author),
            (VOTES, Role::Votes),
            (AGREES, Role::Agrees),
            (DISAGREES, Role::Disagrees),
            (OTHER, Role::Other),
        ]
        .into_iter()
        .find_map(|(list, role)| is(list).then_some(role))
    })
}

/// What a column holds in whose name, of at most five words, one of the known ones stands. The last word counts first: "“How might we”
/// Questions", "Topic Challenges".
pub(super) fn within(header: &str) -> Option<Role> {
    if header.len() > 60 {
        return None;
    }
    let name = plain(header);
    let words: Vec<&str> = name.split('_').collect();
    if words.len() > 5 {
        return None;
    }
    words
        .iter()
        .rev()
        .filter(|word| word.chars().count() > 2)
        .find_map(|word| exact(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_name() {
        let table = [
            ("text", Some(Role::Text(0))),
            ("comment-body", Some(Role::Text(4))),
            ("Post-it", Some(Role::Text(6))),
            ("  IDÉE ", Some(Role::Text(2))),
            ("付箋", Some(Role::Text(6))),
            ("Vorschläge", Some(Role::Text(10))),
            ("Categoría", Some(Role::Cluster)),
            ("Auteur", Some(Role::Author)),
            ("投票数", Some(Role::Votes)),
            ("👍", Some(Role::Votes)),
            ("comment-id", Some(Role::Other)),
            ("How satisfied are you", None),
            ("", None),
        ];
        for (header, role) in table {
            assert_eq!(exact(header), role, "{header}");
        }
        assert_eq!(within("“How might we” Questions"), Some(Role::Text(11)));
        assert_eq!(within("SurveyMonkey votes"), Some(Role::Votes));
        assert_eq!(within("Owner(s)"), Some(Role::Other));
        assert_eq!(within("Any comments you would like to make"), None);
    }
}
