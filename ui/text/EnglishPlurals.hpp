// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QTranslator>
#include <QtGlobal>

/// The English plurals of texts that are counted by %n. The text itself holds both forms, so that
/// no catalogue has to follow every change of a sentence:
///
///   tr("%Ln neuron(s)", nullptr, 1198)                  "1,198 neurons"
///   tr("%Ln quer(y|ies) (is|are) left", nullptr, 1)     "1 query is left"
///
/// "(one|other)" becomes its first part for 1 and its second part for all other numbers; "(s)" is
/// the same as "(|s)". Texts without a number stay as they are. In programs and tests that link
/// nblast_models a translator of this kind is installed with the application object, and the
/// default locale is the one whose thousands separator %Ln writes. A catalogue of another language
/// that is installed later is asked first.
class EnglishPlurals : public QTranslator {
  Q_OBJECT
 public:
  using QTranslator::QTranslator;

  bool isEmpty() const override { return false; }
  QString translate(const char* context, const char* sourceText, const char* disambiguation,
                    int n) const override;
};

/// The number that decides about the plural, for counts that tr() cannot take because they may
/// be larger than an int: its last six digits stay. The number itself is then written by
/// formatCount(): tr("%1 pair(s)", nullptr, pluralNumber(pairs)).arg(formatCount(pairs)).
int pluralNumber(qint64 count);
