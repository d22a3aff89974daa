//! What becomes of notes in other languages and scripts, and of notes without words: docs/affinity-scripts.md, held.

use super::group;
use super::proposal::{Note, Request};

/// The cluster of each note.
fn clusters(texts: &[&str]) -> Vec<Option<usize>> {
    let notes = texts.iter().map(|text| Note {
        text,
        ..Note::default()
    });
    let request = Request {
        notes: notes.collect(),
        threads: 1,
        ..Request::default()
    };
    let places = group(&request).places;
    places.iter().map(|place| place.cluster).collect()
}

/// Of the pairs that are in one cluster, how many are of one theme, and of those of one theme, how many are in one cluster; in percent.
fn pairs(themes: &[&[&str]]) -> (usize, usize) {
    let texts: Vec<&str> = themes
        .iter()
        .flat_map(|theme| theme.iter().copied())
        .collect();
    let theme: Vec<usize> = (0..)
        .zip(themes)
        .flat_map(|(at, theme)| theme.iter().map(move |_| at))
        .collect();
    let found = clusters(&texts);
    let (mut together, mut alike, mut both) = (0, 0, 0);
    for a in 0..texts.len() {
        for b in 0..a {
            let (one, same) = (
                found[a].is_some() && found[a] == found[b],
                theme[a] == theme[b],
            );
            together += usize::from(one);
            alike += usize::from(same);
            both += usize::from(one && same);
        }
    }
    (both * 100 / together.max(1), both * 100 / alike)
}

#[test]
fn spanish_notes_come_together_by_theme() {
    let (right, found) = pairs(&[
        &[
            "¿Cómo podríamos financiar a quienes mantienen proyectos críticos?",
            "¿Cómo podríamos lograr financiación estable para proyectos pequeños?",
            "¿Cómo podríamos explicar a las empresas por qué financiar el mantenimiento?",
        ],
        &[
            "¿Cómo podríamos corregir vulnerabilidades más rápido?",
            "¿Cómo podríamos avisar de vulnerabilidades sin exponer a los usuarios?",
            "¿Cómo podríamos detectar dependencias vulnerables?",
        ],
        &[
            "¿Cómo podríamos escribir documentación para principiantes?",
            "¿Cómo podríamos traducir la documentación?",
            "¿Cómo podríamos ofrecer tutoriales a principiantes?",
        ],
        &[
            "¿Cómo podríamos atraer a más mujeres?",
            "¿Cómo podríamos apoyar a las mujeres que lideran?",
            "¿Cómo podríamos formar mujeres líderes?",
        ],
    ]);
    assert!(right >= 60 && found >= 60, "{right} {found}");
}

#[test]
fn portuguese_notes_come_together_by_theme() {
    let (right, found) = pairs(&[
        &[
            "Como poderíamos financiar quem mantém projetos críticos?",
            "Como poderíamos garantir financiamento de longo prazo?",
            "Como poderíamos convencer as empresas a financiar software livre?",
        ],
        &[
            "Como poderíamos corrigir vulnerabilidades mais depressa?",
            "Como poderíamos divulgar vulnerabilidades de forma responsável?",
            "Como poderíamos encontrar dependências vulneráveis?",
        ],
        &[
            "Como poderíamos escrever documentação melhor para iniciantes?",
            "Como poderíamos manter a documentação atualizada?",
            "Como poderíamos publicar tutoriais para iniciantes?",
        ],
        &[
            "Como poderíamos incluir mais mulheres?",
            "Como poderíamos apoiar mulheres na liderança?",
            "Como poderíamos formar lideranças de mulheres?",
        ],
    ]);
    assert!(right >= 60 && found >= 60, "{right} {found}");
}

#[test]
fn japanese_notes_come_together_by_theme() {
    let (right, found) = pairs(&[
        &[
            "重要なプロジェクトに資金を提供するには?",
            "財団を通じて資金を集めるには?",
            "メンテナーの資金源は何か",
        ],
        &[
            "脆弱性をもっと早く修正するには?",
            "依存関係の脆弱性を自動で検出したい",
            "脆弱性を安全に報告できる窓口を用意する",
        ],
        &[
            "初心者に分かりやすいドキュメントを書くには?",
            "ドキュメントを日本語に翻訳する人を増やしたい",
            "初心者向けのチュートリアルを整備する",
        ],
        &[
            "女性の参加者を増やすには?",
            "多様な文化の人が参加しやすい会議にする",
            "コミュニティの多様性を高めるには?",
        ],
    ]);
    assert!(right >= 60 && found >= 60, "{right} {found}");
}

#[test]
fn each_script_has_grams() {
    for theme in [
        [
            "如何修复漏洞?",
            "检测依赖中的漏洞",
            "如何吸引女性?",
            "支持社区里的女性",
        ],
        [
            "취약점을 고치려면?",
            "의존성의 취약점 찾기",
            "여성 참여를 늘리려면?",
            "여성 리더 지원",
        ],
        ["แก้ไขช่องโหว่", "ตรวจหาช่องโหว่", "สนับสนุนผู้หญิง", "ดึงดูดผู้หญิง"],
        [
            "Исправлять уязвимости",
            "Найти уязвимость",
            "Привлечь женщин",
            "Поддержать женщину",
        ],
        [
            "إصلاح الثغرات",
            "نكتشف الثغرات",
            "نجذب النساء",
            "ندعم النساء",
        ],
        [
            "कमजोरियों को ठीक करें",
            "कमजोरियाँ पहचानें",
            "महिलाओं को जोड़ें",
            "महिलाओं का नेतृत्व",
        ],
        [
            "Διορθώνουμε ευπάθειες",
            "Βρίσκουμε ευπάθειες",
            "Περισσότερες γυναίκες",
            "Στηρίζουμε γυναίκες",
        ],
        ["תיקון פגיעות", "איתור פגיעות", "יותר נשים", "נשים מובילות"],
    ] {
        let found = clusters(&theme);
        assert!(found.iter().all(Option::is_some), "{theme:?} {found:?}");
        assert_eq!(found[0], found[1], "{theme:?}");
        assert_eq!(found[2], found[3], "{theme:?}");
        assert_ne!(found[0], found[2], "{theme:?}");
    }
}

#[test]
fn notes_without_words_and_with_few_do_as_the_docs_say() {
    let texts = [
        "🎉",
        "🎉🎉",
        "🐛",
        "https://example.org/funding-maintainers",
        "How might we fund the maintainers?",
        "Funding for maintainers",
        "load_config() panics in ParseConfigFile",
        "parse the config file without a panic",
        "Documentation",
        "Write documentation for newcomers",
        "Documentation 🎉",
        "",
        " — … ",
        "資金",
    ];
    let found = clusters(&texts);
    let together = |a: usize, b: usize| found[a].is_some() && found[a] == found[b];
    assert!(together(0, 1), "the same emoji: {found:?}");
    assert_eq!(found[2], None, "an emoji of its own: {found:?}");
    assert!(
        together(3, 4) && together(4, 5),
        "an address's words: {found:?}"
    );
    assert!(together(6, 7), "words of code: {found:?}");
    assert!(together(8, 9), "one word: {found:?}");
    assert!(
        together(8, 10) && !together(0, 10),
        "words before emoji: {found:?}"
    );
    assert_eq!(found[11..], [None; 3], "nothing to go by: {found:?}");
}

#[test]
fn two_languages_in_a_session_do_not_mix_by_chance() {
    let texts = [
        "How might we fund maintainers?",
        "Pay the people who maintain critical projects",
        "Write better documentation for newcomers",
        "Explain our code in tutorials",
        "資金を集めるには?",
        "財団の資金を使う",
        "初心者向けの文書",
        "文書を翻訳する",
    ];
    let found = clusters(&texts);
    for (at, cluster) in found.iter().enumerate() {
        let mixed = found
            .iter()
            .skip(4)
            .any(|other| cluster.is_some() && other == cluster);
        assert_eq!(mixed, at >= 4 && cluster.is_some(), "{found:?}");
    }
    assert_eq!(found[4], found[5], "{found:?}");
    assert_eq!(found[6], found[7], "{found:?}");
}
